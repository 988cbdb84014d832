"""A step of a flowchart: what to do, by when, on what consents; done, recorded or declined."""

from http import HTTPStatus
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.denials import record_denial
from audit.enums import AuditAction
from audit.services import record_read
from cases.permissions import can_see
from cases.selectors import case_for
from core.exceptions import Conflict, NotVisible
from entities.http import AuthenticatedRequest
from protocols.elements import UserTask
from protocols.selectors import definition_of
from referrals import forms, services
from referrals.enums import StepKind
from referrals.form_steps import FilledStepForm
from referrals.models import Step
from referrals.selectors import steps
from referrals.selectors.effects import proposals
from referrals.views.step_page import page_of, step_form


def show_step(request: AuthenticatedRequest, code: str, number: int, element: str) -> HttpResponse:
    """Show a step; an entity that has nothing to do with it gets 404."""
    return _show(request, code, _load(request, code, number, element))


@require_POST
def complete_step(
    request: AuthenticatedRequest, code: str, number: int, element: str
) -> HttpResponse:
    """Close the step with its answers; the flowchart moves on."""
    step = _load(request, code, number, element)
    form = step_form(step, _task(step), request.user, request.POST)
    if not form.is_valid():
        return _show(request, code, step, complete=form)
    if isinstance(form, FilledStepForm):
        return _complete_filled(request, code, step, form)
    services.complete_step(step=step, answers=form.answers(), by=request.user)
    messages.success(request, _("The step is done."))
    return _after(request, code, step)


def _complete_filled(
    request: AuthenticatedRequest, code: str, step: Step, form: FilledStepForm
) -> HttpResponse:
    """Keep the step's form as a draft, or finish it and the step with it; nothing typed is lost."""
    filled, by = form.filled(), request.user
    try:
        if form.is_draft:
            services.keep_step_draft(step=step, filled=filled, by=by)
            messages.success(request, _("The draft is kept; the step waits on."))
            return redirect(
                "referrals:step", code=code, number=step.run.number, element=step.element
            )
        services.complete_step(step=step, answers=form.step_answers(), by=by, filled=filled)
    except Conflict as conflict:
        record_denial(request, status=HTTPStatus.CONFLICT)
        fresh = _load(request, code, step.run.number, step.element)
        again = form.brought_together(steps.own_draft(fresh, by))
        told = f"{conflict.explanation} {conflict.advice}"
        answer = _show(request, code, fresh, complete=again, warning=told)
        answer.status_code = HTTPStatus.CONFLICT
        return answer
    messages.success(request, _("The step is done."))
    return _after(request, code, step)


@require_POST
def record_step(
    request: AuthenticatedRequest, code: str, number: int, element: str
) -> HttpResponse:
    """Write down what a service that does not sign in did."""
    step = _load(request, code, number, element)
    form = forms.RecordForm(request.POST, task=_task(step))
    if not form.is_valid():
        return _show(request, code, step, record=form)
    services.record_step(
        step=step,
        answers=form.answers(),
        on=form.cleaned_data["recorded_on"],
        source=form.cleaned_data["recorded_source"],
        by=request.user,
    )
    messages.success(request, _("The step is recorded."))
    return _after(request, code, step)


@require_POST
def decline_step(
    request: AuthenticatedRequest, code: str, number: int, element: str
) -> HttpResponse:
    """She refuses, or it no longer applies: the step closes unanswered."""
    step = _load(request, code, number, element)
    mandatory = steps.is_mandatory(definition_of(step.run.version), step)
    form = forms.DeclineStepForm(request.POST, mandatory=mandatory)
    if not form.is_valid():
        return _show(request, code, step, decline=form)
    services.decline_step(step=step, by=request.user, **form.cleaned_data)
    messages.success(request, _("The step is closed, and the flowchart goes on without it."))
    return _after(request, code, step)


@require_POST
def confirm_status(
    request: AuthenticatedRequest, code: str, number: int, element: str
) -> HttpResponse:
    """Record the status that a completed step proposes; the product writes none by itself."""
    step = _load(request, code, number, element)
    form = forms.EffectForm(request.POST, values=proposals(_task(step)))
    if not form.is_valid():
        return _show(request, code, step, effect=form)
    status = form.cleaned_data["victim_status"]
    services.confirm_status(step=step, status=status, by=request.user)
    messages.success(request, _("The status is recorded."))
    return redirect("referrals:run", code=code, number=number)


def _load(request: AuthenticatedRequest, code: str, number: int, element: str) -> Step:
    case = case_for(request.user, code)
    step = steps.step_for(steps.run_for(case, number, request.user), element)
    if not steps.sees_step(request.user, step):
        raise NotVisible
    return step


def _task(step: Step) -> UserTask:
    task = definition_of(step.run.version).step(step.element)
    return task or UserTask(id=step.element)


def _show(
    request: AuthenticatedRequest,
    code: str,
    step: Step,
    *,
    warning: str = "",
    **bound: django_forms.Form,
) -> HttpResponse:
    record_read(
        AuditAction.STEP_VIEWED,
        by=request.user,
        case=step.run.case_id,
        target=step.pk,
        details={"step": step.element},
    )
    context: dict[str, Any] = page_of(step, request.user, code=code, bound=bound)
    return render(request, "referrals/step_detail.html", {**context, "warning": warning})


def _after(request: AuthenticatedRequest, code: str, step: Step) -> HttpResponse:
    """Go where she may still go: her entity's access may have ended with the step."""
    case = step.run.case
    if not can_see(request.user, case):
        return redirect("referrals:worklist")
    if step.kind == StepKind.TASK and proposals(_task(step)):
        return redirect("referrals:step", code=code, number=step.run.number, element=step.element)
    return redirect("referrals:run", code=code, number=step.run.number)
