"""When somebody else had saved: both states, what is different, and what to do with one's own."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entities.http import AuthenticatedRequest
from protocols.differences.words import differences
from protocols.drawing import draw
from protocols.parser import parse
from protocols.studio import selectors, services, tables


def show(request: AuthenticatedRequest, slug: str, number: int, aside: int) -> HttpResponse:
    """Show what she saved beside what the draft is now, in words and drawn."""
    version = selectors.draft_for(request.user, slug, number)
    revision = selectors.aside_for(request.user, version, aside)
    mine = parse(bytes(revision.xml))
    theirs = selectors.definition_at(version, version.revision)
    base = selectors.definition_at(version, revision.before or 0)
    language = get_language() or "es"
    context = {
        "version": version,
        "slug": slug,
        "aside": aside,
        "mine": differences(base, mine),
        "theirs": differences(base, theirs),
        # Two drawings on one page: the ids in them must differ.
        "my_drawing": draw(replace(mine, id=f"{mine.id}_mine"), language=language),
        "their_drawing": draw(theirs, language=language),
    }
    return render(request, "protocols/studio/aside.html", context)


@require_POST
def keep(request: AuthenticatedRequest, slug: str, number: int, aside: int) -> HttpResponse:
    """Make a draft of its own from what was set aside."""
    version = selectors.draft_for(request.user, slug, number)
    made = services.keep_aside(version=version, number=aside, by=request.user)
    messages.success(request, _("Your version is now a draft of its own."))
    return redirect(tables.address(made, "table"))


@require_POST
def discard(request: AuthenticatedRequest, slug: str, number: int, aside: int) -> HttpResponse:
    """Take theirs."""
    version = selectors.draft_for(request.user, slug, number)
    services.discard_aside(version=version, number=aside, by=request.user)
    messages.success(request, _("The draft stays as the others left it."))
    return redirect(tables.address(version, "table"))
