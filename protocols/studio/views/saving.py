"""How any form of the studio is bound to the state it was based on, and saved."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entities.http import AuthenticatedRequest
from protocols.findings import MalformedProtocol
from protocols.models import ProtocolVersion
from protocols.studio import selectors, services
from protocols.studio.board import drawn_as_before
from protocols.studio.edits import Unfit
from protocols.studio.forms import EditForm
from protocols.studio.services import Saved
from protocols.studio.tables import address
from protocols.studio.words import UNFIT, name_of

HIGHEST = 2**31


def base_of(request: AuthenticatedRequest, version: ProtocolVersion) -> int:
    """Return the state of the draft that her page showed; without any, the one it has now."""
    told = request.POST.get("based_on") or request.GET.get("based_on") or ""
    is_number = told.isascii() and told.isdecimal() and len(told) < len(str(HIGHEST))
    return int(told) if is_number else version.revision


def bind(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    form_class: type[EditForm],
    element: str = "",
    **more: Any,
) -> EditForm:
    """Return the form for the flowchart as her page showed it."""
    base = base_of(request, version)
    definition = selectors.definition_at(version, base)
    data = request.POST if request.method == "POST" else None
    return form_class(data, definition=definition, element=element, revision=base, **more)


def save(request: AuthenticatedRequest, version: ProtocolVersion, form: EditForm) -> Saved | None:
    """Save what a form asks for; None when it was not sent, or says what is wrong with it."""
    if request.method != "POST" or not form.is_valid():
        return None
    base = base_of(request, version)
    before = form.definition
    try:
        after = form.edit(before)
        return services.save_draft(
            version=version,
            definition=after,
            picture=drawn_as_before(selectors.file_at(version, base), before, after),
            based_on=base,
            by=request.user,
        )
    except Unfit as refused:
        form.add_error(None, str(UNFIT[refused.code]))
    except MalformedProtocol as refused:
        for finding in refused.findings:
            form.add_error(None, f"{name_of(before, finding.element)}: {finding.message}")
    return None


def lead_on(request: AuthenticatedRequest, saved: Saved, page: str, *more: str) -> HttpResponse:
    """Answer a change: to a page of the draft, or to both states when somebody else had saved."""
    if saved.aside is not None:
        return redirect(address(saved.version, "aside", str(saved.aside)))
    messages.success(request, _("Saved."))
    if count := saved.failing:
        words = ngettext(
            "%(count)d example case now takes another path than expected.",
            "%(count)d example cases now take another path than expected.",
            count,
        )
        messages.warning(request, words % {"count": count})
    return redirect(address(saved.version, page, *more))
