"""The drawing board: the page, the file it opens, and what it saves by itself."""

import json
from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from entities.http import AuthenticatedRequest
from protocols.agreement.selectors import asked_until
from protocols.checker import check
from protocols.findings import MalformedProtocol
from protocols.models import ProtocolVersion
from protocols.studio import selectors, services, tables
from protocols.studio.board import lay_on_board, take_from_board
from protocols.studio.board_words import board_words
from protocols.studio.views.saving import base_of
from protocols.studio.words import in_words
from protocols.tryout.selectors import Tried, run_examples


def show(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show the drawing board; whoever cannot use it finds the table beside it."""
    version = selectors.draft_for(request.user, slug, number)
    definition = selectors.definition_at(version, version.revision)
    context = {
        "version": version,
        "slug": slug,
        "title": in_words(definition.labels),
        "asked_until": asked_until(version),
        "based_on": version.revision,
        "words": json.dumps(board_words(), ensure_ascii=False),
    }
    return render(request, "protocols/studio/board.html", context)


def send_board(request: AuthenticatedRequest, slug: str, number: int) -> JsonResponse:
    """Send the file for the board, with what the check found."""
    version = selectors.draft_for(request.user, slug, number)
    xml = lay_on_board(selectors.file_at(version, version.revision), get_language() or "es")
    return JsonResponse({"xml": xml.decode(), **_state(version, run_examples(version))})


def _state(version: ProtocolVersion, tried: Sequence[Tried]) -> dict[str, object]:
    definition = selectors.definition_at(version, version.revision)
    return {
        "based_on": version.revision,
        "findings": tables.finding_rows(version, definition, check(definition)),
        "examples": tables.example_results(version, definition, tried),
    }


@require_POST
def save_board(request: AuthenticatedRequest, slug: str, number: int) -> JsonResponse:
    """Save what was drawn: 409 and where both states are when somebody else had saved."""
    version = selectors.draft_for(request.user, slug, number)
    base = base_of(request, version)
    before = selectors.definition_nearest(version, base)
    try:
        definition, picture = take_from_board(
            request.POST.get("xml", "").encode(), before, get_language() or "es"
        )
        saved = services.save_draft(
            version=version, definition=definition, picture=picture, based_on=base, by=request.user
        )
    except MalformedProtocol as refused:
        found = tables.finding_rows(version, before, refused.findings)
        return JsonResponse({"findings": found}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if saved.aside is not None:
        url = tables.address(version, "aside", str(saved.aside))
        return JsonResponse({"aside": url}, status=HTTPStatus.CONFLICT)
    return JsonResponse(_state(saved.version, saved.tried))
