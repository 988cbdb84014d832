"""Parts of the case page: its flowcharts and its referrals. Each reads and is recorded by itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from audit.enums import AuditAction
from audit.services import record_read
from cases.models import Case
from cases.permissions import accepts_work, can_work
from cases.selectors import case_for
from entities.http import AuthenticatedRequest
from entities.models import User
from protocols.definition import say
from protocols.selectors import definition_of
from referrals.models import Run
from referrals.selectors import referrals, steps
from referrals.views import words


def case_runs(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the flowcharts of a case: as a panel of its page, or as a page of its own."""
    case = case_for(request.user, code)
    record_read(AuditAction.CASE_VIEWED, by=request.user, case=case.pk, details={"part": "runs"})
    context = {
        "code": code,
        "rows": [_run_row(run, code) for run in steps.runs_of(case, request.user)],
        "may_start": _may_add(request.user, case),
    }
    return render(request, _template(request, "referrals/case_runs.html"), context)


def case_referrals(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the referrals of a case that her entity may see."""
    case = case_for(request.user, code)
    record_read(
        AuditAction.CASE_VIEWED, by=request.user, case=case.pk, details={"part": "referrals"}
    )
    found = referrals.referrals_of(case, request.user)
    context = {
        "code": code,
        "rows": words.referral_rows(found, request.user),
        "may_refer": _may_add(request.user, case),
    }
    return render(request, _template(request, "referrals/case_referrals.html"), context)


def _template(request: AuthenticatedRequest, page: str) -> str:
    return f"{page}#panel" if request.htmx else page


def _may_add(user: User, case: Case) -> bool:
    return accepts_work(case) and can_work(user, case)


def _run_row(run: Run, code: str) -> words.Row:
    ended = run.ended_at is not None
    label = words.end_of(run) if ended else ""
    return {
        "url": reverse("referrals:run", args=[code, run.number]),
        "title": say(definition_of(run.version).labels, get_language() or "es"),
        "meta": label,
        "when": run.ended_at or run.started_at,
        "tag_label": run.get_status_display(),
        "tag_tone": "neutral" if ended else "info",
    }
