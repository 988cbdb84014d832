"""A flowchart on a case: start it, look at it, end it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record_read
from cases.permissions import can_work
from cases.selectors import case_for
from core.codes import read_code, show_code
from core.exceptions import NotVisible, PermissionRefused
from core.pdf import print_pdf
from entities.http import AuthenticatedRequest
from protocols.definition import say
from protocols.drawing import draw
from protocols.models import ProtocolVersion
from protocols.outline import outline
from protocols.selectors import current_versions, definition_of
from protocols.sheets import sheets_of
from referrals import services
from referrals.forms import EndRunForm
from referrals.models import Run
from referrals.permissions import can_end_run
from referrals.selectors import pictures, steps
from referrals.selectors.versions import moves_of
from referrals.views import words


def start_run(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Choose one of the flowcharts in force and start it on the case."""
    case = case_for(request.user, code)
    if not can_work(request.user, case):
        raise PermissionRefused(_("You may not start a flowchart here."))
    in_force = current_versions(country=case.owner_entity.country)
    versions = {str(version.protocol): version for version in in_force}
    chosen = request.POST.get("protocol", "")
    if request.method == "POST":
        if chosen not in versions:
            raise NotVisible
        run = services.start_run(case=case, version=versions[chosen], by=request.user)
        return redirect("referrals:run", code=code, number=run.number)
    record_read(
        AuditAction.CASE_VIEWED, by=request.user, case=case.pk, details={"part": "start_run"}
    )
    context = {"code": code, "options": _options(versions)}
    return render(request, "referrals/run_start.html", context)


def show_run(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    """Show where the flowchart stands, as a drawing and in words."""
    case = case_for(request.user, code)
    run = steps.run_for(case, number, request.user)
    record_read(
        AuditAction.RUN_VIEWED,
        by=request.user,
        case=case.pk,
        target=run.pk,
        details={"number": number},
    )
    context = _picture(request, run, code) | {
        "may_end": run.ended_at is None and can_end_run(request.user, run),
        "moves": [
            (row.done_at, row.plan.target.number, row.plan.recounts) for row in moves_of(run)
        ],
    }
    return render(request, "referrals/run_detail.html", context)


def print_run(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    """Print where the flowchart stands as PDF, as she sees it; printing is recorded as such."""
    case = case_for(request.user, code)
    run = steps.run_for(case, number, request.user)
    record_read(
        AuditAction.RUN_PRINTED,
        by=request.user,
        case=case.pk,
        target=run.pk,
        details={"number": number},
    )
    context = _picture(request, run, code)
    context |= {
        "language": get_language(),
        "now": timezone.now(),
        "sheets": sheets_of(context["drawing"]),
    }
    printed = print_pdf(render_to_string("referrals/run_print.html", context))
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{show_code(read_code(code))}-{number}.pdf"'
    return answer


def _picture(request: AuthenticatedRequest, run: Run, code: str) -> dict[str, Any]:
    """Return what page and print say of a run, as far as it is hers to see."""
    language = get_language() or "es"
    seen = pictures.picture_of(run, definition_of(run.version), request.user)
    return {
        "code": code,
        "case_code": read_code(code),
        "run": run,
        "title": say(seen.definition.labels, language),
        "end_reason": words.end_of(run) if run.ended_at else "",
        "steps": _lines(seen.lines, code, run.number),
        "drawing": draw(seen.definition, language=language, marks=seen.marks),
        "items": outline(seen.definition, language=language, marks=seen.marks),
    }


def end_run(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    """End the flowchart, from wherever it stands, with a reason."""
    case = case_for(request.user, code)
    run = steps.run_for(case, number, request.user)
    if not can_end_run(request.user, run):
        raise PermissionRefused(_("Only the entity in charge of the case ends a flowchart."))
    form = EndRunForm(request.POST or None)
    if form.is_valid():
        services.end_run(run=run, by=request.user, **form.cleaned_data)
        messages.success(request, _("The flowchart has ended; its referrals are closed."))
        return redirect("referrals:run", code=code, number=number)
    record_read(AuditAction.RUN_VIEWED, by=request.user, case=case.pk, target=run.pk)
    context = {"code": code, "run": run, "form": form}
    return render(request, "referrals/run_end.html", context)


def _options(versions: dict[str, ProtocolVersion]) -> list[dict[str, object]]:
    language = get_language() or "es"
    return [
        {
            "value": name,
            "label": say(definition_of(version).labels, language),
            "number": version.number,
        }
        for name, version in versions.items()
    ]


def _lines(found: list[pictures.StepLine], code: str, number: int) -> list[dict[str, str]]:
    return [
        {
            "label": line.title,
            "state": line.state,
            "note": line.note,
            "url": reverse("referrals:step", args=[code, number, line.element])
            if line.mine
            else "",
        }
        for line in found
    ]
