"""Everything one may do with a referral: one table, one view."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.enums import AuditAction
from audit.services import record_read
from cases.forms.guarding import GuardedForm
from cases.services.guarding import About
from core.codes import show_code
from core.exceptions import Conflict
from entities.http import AuthenticatedRequest
from entities.models import User
from referrals import forms, services, workflow
from referrals.models import Referral
from referrals.selectors import referrals
from referrals.views.conflicts import tell_conflict


@dataclass(frozen=True)
class Act:
    """A transition as a page offers it; `form` only where something is asked."""

    label: str | Promise
    service: Callable[..., Referral]
    done: str | Promise
    form: type[GuardedForm] | None = None
    text: str | Promise = ""
    tone: str = "secondary"
    confirm: str | Promise = ""


ACTS: dict[str, Act] = {
    "send": Act(
        _("Send the referral"),
        services.send_referral,
        _("The referral was sent. You are told when they answer."),
        tone="primary",
    ),
    "accept": Act(
        _("Accept"),
        services.accept_referral,
        _("You have accepted. The agreed parts of the case are open to your entity."),
        tone="primary",
    ),
    "ask": Act(
        _("Ask first"),
        services.ask_information,
        _("The question was sent."),
        form=forms.QuestionForm,
        text=_("The other entity is told that you ask. Your answer waits meanwhile."),
    ),
    "reject": Act(
        _("Decline"),
        services.reject_referral,
        _("You have declined. The sender looks for another way."),
        form=forms.RejectForm,
        text=_("Lacking information is no reason to decline: ask for it."),
        tone="danger",
    ),
    "inform": Act(
        _("Answer the question"),
        services.give_information,
        _("Your answer was sent."),
        form=forms.AnswerForm,
        text=_("Write only what they need to decide, and nothing that names her."),
        tone="primary",
    ),
    "start": Act(
        _("We have begun"), services.start_referral, _("The sender is told."), tone="primary"
    ),
    "hold": Act(
        _("Put on hold"),
        services.hold_referral,
        _("The referral is on hold."),
        form=forms.ReasonForm,
        text=_("The sender reads why."),
    ),
    "resume": Act(_("Go on"), services.resume_referral, _("The referral goes on."), tone="primary"),
    "complete": Act(
        _("Complete"),
        services.complete_referral,
        _("The referral is complete, and the sender's part of the case has closed."),
        form=forms.OutcomeForm,
        text=_("The sender's part of the case closes for you; what you wrote stays with you."),
    ),
    "fail": Act(
        _("We cannot go on"),
        services.fail_referral,
        _("The sender is told and looks for another way."),
        form=forms.ReasonForm,
        text=_("The sender reads why, and looks for another service."),
        tone="danger",
    ),
    "cancel": Act(
        _("Withdraw"),
        services.cancel_referral,
        _("The referral was withdrawn."),
        tone="danger",
        confirm=_("The other entity is told, and what had opened closes. Withdraw the referral?"),
    ),
    "strike": Act(
        _("Entered in error"),
        services.strike_referral,
        _("The referral is marked as entered in error."),
        tone="quiet",
        confirm=_("It stays to be read and counts no more. Mark it as an error?"),
    ),
}


def possible(user: User, referral: Referral) -> list[str]:
    """Return the names of what this person may do with the referral as it stands."""
    return [
        name
        for name in ACTS
        if referral.status in workflow.REFERRAL[name].sources
        and workflow.REFERRAL[name].rule(user, referral)
    ]


def act(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    """Take one of ACTS: at once by POST, or after its form."""
    referral = referrals.referral_for(request.user, code)
    what = ACTS[name]
    answers: dict[str, Any] = {}
    if what.form is None and request.method != "POST":
        return redirect("referrals:detail", code=show_code(referral.code))
    if what.form is not None:
        if request.method != "POST":  # the service asks again, on the locked row
            workflow.REFERRAL[name].check(referral, request.user)
        about = About(request.user, referral.case)
        form = what.form(request.POST or None, about=about)
        if not form.is_valid():
            return _ask(request, referral, what, form)
        answers = form.cleaned_data
    try:
        what.service(referral=referral, by=request.user, **answers)
    except Conflict as conflict:
        if what.form is None:
            raise
        tell_conflict(request, form, conflict)
        return _ask(request, referral, what, form)
    messages.success(request, str(what.done))
    return redirect("referrals:detail", code=show_code(referral.code))


def _ask(
    request: AuthenticatedRequest, referral: Referral, what: Act, form: django_forms.Form
) -> HttpResponse:
    record_read(
        AuditAction.REFERRAL_VIEWED, by=request.user, case=referral.case_id, target=referral.pk
    )
    context = {"referral": referral, "act": what, "form": form}
    status = HTTPStatus.CONFLICT if form.non_field_errors() else HTTPStatus.OK
    return render(request, "referrals/referral_act.html", context, status=status)
