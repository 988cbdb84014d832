"""What waits at the steps of a flowchart: drawn, as a table, and as PDF."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from audit.enums import AuditAction
from audit.services import record_read
from cases.selectors import codes_for
from core.abilities import Ability
from core.codes import show_code
from core.pdf import print_pdf
from entities.http import AuthenticatedRequest
from protocols.models import ProtocolVersion
from protocols.selectors import definition_of
from protocols.sheets import sheets_of
from protocols.telling import in_words
from referrals.permissions import can_read_who_waits
from referrals.selectors import waiting
from referrals.views import waiting_words as words


def show_waiting(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show how much waits where; `?versions=all` over all versions, `?step=ID` who waits there."""
    version = waiting.version_to_watch(request.user, slug, number)
    context = _picture(request, version)
    element = request.GET.get("step", "")
    if can_read_who_waits(request.user) and element in definition_of(version).steps:
        context["here"] = _who_waits(request, version, element)
    return render(request, "referrals/waiting.html", context)


def print_waiting(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Print how much waits where as PDF."""
    version = waiting.version_to_watch(request.user, slug, number)
    context = _picture(request, version)
    context |= {
        "language": get_language(),
        "now": timezone.now(),
        "sheets": sheets_of(context["drawing"]),
    }
    printed = print_pdf(render_to_string("referrals/waiting_print.html", context))
    answer = HttpResponse(printed, content_type="application/pdf")
    name = f"{version.protocol.slug}-v{version.number}-waiting.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _picture(request: AuthenticatedRequest, version: ProtocolVersion) -> dict[str, Any]:
    """Count, after it was recorded that she is going to know."""
    every = request.GET.get("versions") == "all"
    record_read(
        AuditAction.PROTOCOL_COUNTED,
        by=request.user,
        target=version.pk,
        details={"number": version.number, "every_version": every},
    )
    counts = waiting.counts(version, request.user, every_version=every)
    definition = definition_of(version)
    others = [definition_of(one) for one in waiting.other_versions(version)] if every else []
    address = _address("waiting", version)
    links = can_read_who_waits(request.user)
    return {
        "title": in_words(definition.labels),
        "version": version,
        "every_version": every,
        "is_own": request.user.may(Ability.COORDINATE),
        "entity": request.user.entity.name,
        "address": address,
        "print_address": _address("print_waiting", version) + ("?versions=all" if every else ""),
        **words.waiting_page(definition, others, counts, address=address if links else ""),
    }


def _address(page: str, version: ProtocolVersion) -> str:
    return reverse(f"referrals:{page}", args=[version.protocol.slug, version.number])


def _who_waits(
    request: AuthenticatedRequest, version: ProtocolVersion, element: str
) -> dict[str, Any]:
    definition = definition_of(version)
    lane = definition.nodes[element].lane
    record_read(
        AuditAction.WORK_LISTED, by=request.user, target=version.pk, details={"filter": "waiting"}
    )
    steps = waiting.waiting_with(request.user, version, element=element, lane=lane)
    codes = codes_for([step.run.case_id for step in steps], request.user.entity)
    return {
        "name": in_words(definition.nodes[element].labels) or element,
        "rows": [
            {
                "code": show_code(codes[step.run.case_id]),
                "url": reverse(
                    "referrals:step",
                    args=[show_code(codes[step.run.case_id]), step.run.number, element],
                ),
                "status": step.get_status_display(),
                "opened_at": step.opened_at,
                "due_at": step.due_at,
            }
            for step in steps
            if step.run.case_id in codes
        ],
    }
