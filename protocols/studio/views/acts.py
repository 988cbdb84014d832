"""What a single press does to a draft: removing, moving lanes, undoing; and its file."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import Conflict, NotVisible
from entities.http import AuthenticatedRequest
from protocols.definition import Definition
from protocols.models import ProtocolVersion
from protocols.selectors import file_of, version_for
from protocols.studio import edits, selectors, services, tables
from protocols.studio.edits import Unfit
from protocols.studio.services import Saved
from protocols.studio.views.saving import base_of, lead_on
from protocols.studio.words import UNFIT

FILE_TYPE = "application/xml"


def _act(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    edit: Callable[[Definition], Definition],
) -> Saved:
    """Make a change that asks for nothing; Conflict when it cannot be made."""
    base = base_of(request, version)
    try:
        changed = edit(selectors.definition_at(version, base))
    except Unfit as refused:
        raise Conflict(
            str(UNFIT[refused.code]), _("Look at the table, and change something else first.")
        ) from None
    return services.save_draft(version=version, definition=changed, based_on=base, by=request.user)


def _remove(definition: Definition, element: str) -> Definition:
    if element in definition.nodes:
        return edits.remove(definition, element)
    if element in definition.flows:
        return edits.remove_flow(definition, element)
    if element in {lane.id for lane in definition.lanes}:
        return edits.remove_lane(definition, element)
    raise NotVisible


@require_POST
def remove(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Take a lane, an element or an arrow away."""
    version = selectors.draft_for(request.user, slug, number)
    saved = _act(request, version, lambda definition: _remove(definition, element))
    return lead_on(request, saved, "table")


@require_POST
def remove_answer(
    request: AuthenticatedRequest, slug: str, number: int, element: str, name: str
) -> HttpResponse:
    """Let a step no longer ask for an answer."""
    version = selectors.draft_for(request.user, slug, number)
    saved = _act(request, version, lambda chart: edits.remove_field(chart, element, name))
    return lead_on(request, saved, "element", element)


@require_POST
def move_lane(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Move a lane up, or with `way` down."""
    version = selectors.draft_for(request.user, slug, number)
    down = request.POST.get("way") == "down"
    saved = _act(request, version, lambda chart: edits.move_lane(chart, element, down=down))
    return lead_on(request, saved, "table")


@require_POST
def undo(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Undo the last change that was saved."""
    version = selectors.draft_for(request.user, slug, number)
    base = base_of(request, version)
    version = services.undo_change(version=version, based_on=base, by=request.user)
    return _reverted(request, version)


@require_POST
def redo(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Redo what was undone."""
    version = selectors.draft_for(request.user, slug, number)
    base = base_of(request, version)
    version = services.redo_change(version=version, based_on=base, by=request.user)
    return _reverted(request, version)


@require_POST
def lay_out(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Draw the same flowchart anew: in order, nothing on top of anything else."""
    version = selectors.draft_for(request.user, slug, number)
    saved = _act(request, version, lambda definition: definition)
    return lead_on(request, saved, "board")


def _reverted(request: AuthenticatedRequest, version: ProtocolVersion) -> HttpResponse:
    page = "board" if request.POST.get("from") == "board" else "table"
    messages.success(request, _("Done. It can be taken back."))
    return redirect(tables.address(version, page))


@require_POST
def remove_draft(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Remove the whole draft."""
    version = selectors.draft_for(request.user, slug, number)
    services.remove_draft(version=version, by=request.user)
    messages.success(request, _("The draft is removed."))
    return redirect("protocols:list")


def send_file(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Send the .bpmn file of any version she may read, for another editor."""
    version = version_for(request.user, slug, number)
    response = HttpResponse(file_of(version), content_type=FILE_TYPE)
    name = f"{version.protocol.slug}-v{version.number}.bpmn"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
