"""Carrying a case over to another entity: for a step of a flowchart, or by hand."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record_read
from cases.models import Case
from cases.permissions import can_work
from cases.selectors import case_for, open_parts
from cases.services.guarding import About
from core import vocabularies
from core.codes import show_code
from core.exceptions import Conflict, NotVisible, PermissionRefused
from entities.http import AuthenticatedRequest
from entities.models import Service
from protocols.selectors import definition_of
from referrals import services
from referrals.enums import StepStatus
from referrals.forms import NeedForm, TermsForm
from referrals.models import Step
from referrals.permissions import can_refer_step
from referrals.selectors import consents, directory, steps
from referrals.selectors.elements import Elements
from referrals.views.conflicts import tell_conflict

Services = Callable[[], Any]


def refer_case(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Refer by hand: choose the need, a service that meets it, and the terms."""
    case = case_for(request.user, code)
    if not can_work(request.user, case):
        raise PermissionRefused(_("You may not refer this case."))
    need = request.GET.get("need", "")
    if need not in vocabularies.codes("service_type"):
        context = {"code": code, "form": NeedForm()}
        return render(request, "referrals/refer_need.html", context)
    return _terms(request, code, case, need=need)


def refer_step(request: AuthenticatedRequest, code: str, number: int, element: str) -> HttpResponse:
    """Refer the step to a service of the kind that its lane names."""
    case = case_for(request.user, code)
    step = steps.step_for(steps.run_for(case, number, request.user), element)
    if not steps.sees_step(request.user, step):
        raise NotVisible
    if not can_refer_step(request.user, step):
        raise PermissionRefused(_("You may not refer this step."))
    if step.status != StepStatus.TO_REFER:
        raise Conflict(
            _("This step is not waiting for a referral any more."),
            _("Look at where the flowchart stands now."),
        )
    return _terms(request, code, case, step=step)


def _terms(
    request: AuthenticatedRequest,
    code: str,
    case: Case,
    *,
    need: str = "",
    step: Step | None = None,
) -> HttpResponse:
    form = _form(request, case, need=need, step=step)
    if form.is_valid():
        data = form.cleaned_data
        service = data.pop("service")
        terms = services.Terms(**{**data, "parts": tuple(data["parts"])})
        try:
            referral = services.draft_referral(
                case=case, service=service, terms=terms, step=step, by=request.user
            )
        except Conflict as conflict:
            tell_conflict(request, form, conflict)
        else:
            return redirect("referrals:detail", code=show_code(referral.code))
    record_read(AuditAction.CASE_VIEWED, by=request.user, case=case.pk, details={"part": "refer"})
    context = {
        "code": code,
        "form": form,
        "step": step,
        "need": vocabularies.label("service_type", need) if need else "",
        "left_out": form.left_out,
        "nobody": not form.fields["service"].queryset.exists(),  # type: ignore[attr-defined]
    }
    status = HTTPStatus.CONFLICT if form.non_field_errors() else HTTPStatus.OK
    return render(request, "referrals/refer_terms.html", context, status=status)


def _form(request: AuthenticatedRequest, case: Case, *, need: str, step: Step | None) -> TermsForm:
    initial: dict[str, Any] = {"reason": "additional_services", "basis": "consent"}
    parts = open_parts(case, request.user.entity)
    initial["parts"] = sorted(parts & consents.parts_spoken_of(case))
    initial["urgency"] = "priority"
    lane, purposes = None, []
    if step is not None:
        definition = definition_of(step.run.version)
        lane = Elements(step.run).lane(step.lane)
        task = definition.step(step.element)
        purposes = list(task.consent) if task else []
        if task and task.referral:
            need = task.referral.service
            initial |= {"urgency": task.referral.urgency, "basis": task.referral.basis}
    return TermsForm(
        request.POST or None,
        initial=initial,
        about=About(request.user, case),
        services=directory.suggest(case, request.user, need=need, lane=lane),
        open_parts=parts,
        beyond=partial(_beyond, case, purposes),
    )


def _beyond(case: Case, purposes: list[str], service: Service, parts: list[str]) -> list[str]:
    """Return what she did not agree to share; nothing while she has yet to be asked at all."""
    recipient = service.entity
    every = consents.needed(purposes, parts, recipient=recipient)
    if consents.missing(case, every, recipient=recipient):
        return []
    return consents.parts_beyond(case, every, parts, recipient=recipient)
