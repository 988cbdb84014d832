"""Pages that show flowcharts; nothing of any case is on them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from entities.http import AuthenticatedRequest
from protocols import selectors, tables
from protocols.adoption.permissions import NOT_ADOPTED, can_read_adoptions
from protocols.agreement.selectors import unanswered
from protocols.enums import VersionStatus
from protocols.permissions import can_read_protocols
from protocols.simulation.permissions import can_simulate
from protocols.studio.permissions import can_change_draft, can_make_drafts

IN_USE = (VersionStatus.CURRENT, VersionStatus.RETIRED)


def show_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the flowcharts in force, and drafts for those who manage them."""
    versions = selectors.versions_readable_by(request.user)
    context = {
        "rows": tables.version_rows(versions),
        "may_draft": can_make_drafts(request.user),
        "may_answer": can_read_protocols(request.user),
        "unanswered": unanswered(request.user),
    }
    return render(request, "protocols/protocol_list.html", context)


def show_detail(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show one version: drawing, the same in words, and its steps as a table."""
    version = selectors.version_for(request.user, slug, number)
    language = get_language() or "es"
    definition = selectors.definition_of(version)
    finding = request.GET.get("finding", "")
    context = tables.version_page(version, definition, language, finding=finding)
    context |= {
        "slug": slug,
        "number": number,
        "may_draft": can_make_drafts(request.user),
        "may_change": can_change_draft(request.user, version),
        "may_simulate": can_simulate(request.user),
        "may_read_adoptions": can_read_adoptions(request.user)
        and version.status not in NOT_ADOPTED,
        "may_see_waiting": can_read_adoptions(request.user) and version.status in IN_USE,
        "may_move": can_simulate(request.user) and version.status in IN_USE,
    }
    return render(request, "protocols/protocol_detail.html", context)
