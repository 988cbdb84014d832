"""Decisions of two people about an account: asked for, agreed to, stopped."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import PermissionRefused
from entities import selectors, services
from entities.enums import SuspensionKind
from entities.forms import AskRoleForm, EmailForm, SuspectForm
from entities.http import AuthenticatedRequest
from entities.models import User
from entities.permissions import (
    can_agree,
    can_lift_suspension,
    can_manage_person,
    can_stop,
    email_needs_second_person,
    oversees_accounts,
)
from entities.roles import NEEDS_SECOND_PERSON
from entities.stepup import require_recent_factor
from entities.views.facts import facts_of_decision

MINUTES = 15


def _words(what: str) -> dict[str, str]:
    """Return title, explanation and button of a page on which something is asked for."""
    two = _("A second person has to agree; a day later it takes effect.")
    ask = _("Ask for it")
    title, text, submit = {
        "role": (_("Ask for a role"), _("Nobody gives these roles alone.") + " " + two, ask),
        "email": (
            _("Ask for another e-mail address"),
            _("Who has the address can take the account over.") + " " + two,
            ask,
        ),
        "mend": (
            _("Change the e-mail address"),
            _("Nobody has come in by this account yet; an invitation goes to the new address."),
            _("Change"),
        ),
        "reset": (
            _("Reset the second factors"),
            _(
                "For somebody who lost telephone, key and recovery codes. Speak with her first, by"
                " a way you know. Then she signs in by her password and sets up a new one."
            )
            + " "
            + two,
            ask,
        ),
        "suspend": (
            _("Suspend an account under suspicion"),
            _(
                "An auditor and an administrator decide it together, and it takes effect at once."
                " Her sessions end, and signing in answers as for a wrong password. Neither she"
                " nor her coordinator is told."
            ),
            ask,
        ),
    }[what]
    return {"title": title, "text": text, "submit": submit}


def show_list(request: AuthenticatedRequest) -> HttpResponse:
    """List what waits for her agreement, what else is open, and what was decided lately."""
    services.carry_out_due()
    user = request.user
    waiting, others, ended = selectors.decisions_in_groups(user)
    context = {
        "groups": [
            (_("Waits for your agreement"), waiting, _("Nothing waits for your agreement.")),
            (_("Other open decisions"), others, _("No other decision is open.")),
            (_("Decided lately"), ended, _("Nothing was decided yet.")),
        ],
        "reader_entity": user.entity_id,
        "may_suspend": oversees_accounts(user),
    }
    return render(request, "entities/decision_list.html", context)


def detail(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show a decision, and what the reader may do with it."""
    services.carry_out_due(person=selectors.decision_for(request.user, handle).person)
    decision = selectors.decision_for(request.user, handle)
    user = request.user
    suspension = selectors.open_suspension_by(decision)
    context = {
        "decision": decision,
        "handle": handle,
        "facts": facts_of_decision(decision),
        "may_agree": decision.status == "asked" and can_agree(user, decision),
        "may_stop": decision.is_open and can_stop(user, decision),
        "may_lift": suspension and can_lift_suspension(user, decision.person, silent=True),
    }
    return render(request, "entities/decision_detail.html", context)


def _decision_purpose(_request: HttpRequest, handle: str) -> str:
    return f"decision:{handle}"


@require_recent_factor(_decision_purpose, minutes=MINUTES)
def agree(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show once more what is agreed to, and take the agreement."""
    decision = selectors.decision_for(request.user, handle)
    if request.method == "POST":
        services.agree(decision=decision, by=request.user)
        messages.success(request, _("You have agreed."))
        return redirect("entities:decision", handle=handle)
    if not can_agree(request.user, decision):
        raise PermissionRefused(_("You cannot be the second person of this decision."))
    context = {"decision": decision, "handle": handle, "facts": facts_of_decision(decision)}
    return render(request, "entities/decision_agree.html", context)


@require_POST
def stop(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Stop a decision that is not in effect yet."""
    services.stop(decision=selectors.decision_for(request.user, handle), by=request.user)
    messages.success(request, _("The decision is stopped."))
    return redirect("entities:decision", handle=handle)


@require_POST
def lift(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Lift a suspension under suspicion."""
    decision = selectors.decision_for(request.user, handle)
    services.lift_suspension(user=decision.person, kind=SuspensionKind.SILENT, by=request.user)
    return redirect("entities:decision", handle=handle)


def _account_purpose(_request: HttpRequest, handle: str) -> str:
    return f"account:{handle}"


def _managed(request: AuthenticatedRequest, handle: str) -> User:
    person = selectors.person_for(request.user, handle)
    if not can_manage_person(request.user, person):
        raise PermissionRefused(_("You may not change this account."))
    return person


def _asked(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    messages.success(request, _("It is asked for. A second person has to agree."))
    return redirect("entities:person", handle=handle)


@require_recent_factor(_account_purpose, minutes=MINUTES)
def ask_role(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Ask for roles that nobody gives alone; `?role=` chooses some beforehand."""
    person = _managed(request, handle)
    offered = [
        role
        for role in selectors.roles_to_offer(request.user, person)
        if role in NEEDS_SECOND_PERSON
    ]
    wanted = {"role": request.GET.getlist("role")}
    form = AskRoleForm(request.POST or None, person=person, offered=offered, initial=wanted)
    if form.is_valid():
        services.ask_roles(user=person, roles=form.cleaned_data["role"], by=request.user)
        return _asked(request, handle)
    context = {"form": form, "person": person, "handle": handle, **_words("role")}
    return render(request, "entities/decision_ask.html", context)


@require_recent_factor(_account_purpose, minutes=MINUTES)
def ask_email(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Change the address of an account nobody has come in by; else ask a second person."""
    person = _managed(request, handle)
    grave = email_needs_second_person(person)
    form = EmailForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if grave:
            services.ask_email(user=person, email=email, by=request.user)
            return _asked(request, handle)
        services.mend_email(user=person, email=email, by=request.user)
        return redirect("entities:person", handle=handle)
    words = _words("email" if grave else "mend")
    context = {"form": form, "person": person, "handle": handle, **words}
    return render(request, "entities/decision_ask.html", context)


@require_recent_factor(_account_purpose, minutes=MINUTES)
def ask_reset(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Ask to reset the second factors of somebody who lost them."""
    person = _managed(request, handle)
    if request.method == "POST":
        services.ask_reset(user=person, by=request.user)
        return _asked(request, handle)
    context = {"form": forms.Form(), "person": person, "handle": handle, **_words("reset")}
    return render(request, "entities/decision_ask.html", context)


@require_recent_factor("suspend", minutes=MINUTES)
def ask_suspension(request: AuthenticatedRequest) -> HttpResponse:
    """Ask to suspend an account under suspicion, without a word to its owner."""
    if not oversees_accounts(request.user):
        raise PermissionRefused(_("This page is for administrators and auditors."))
    form = SuspectForm(request.POST or None)
    if form.is_valid():
        person = form.cleaned_data["person"]
        decision = services.ask_suspension(user=person, by=request.user)
        handle = selectors.handle_for(request.user, decision)
        return redirect("entities:decision", handle=handle)
    context = {"form": form, **_words("suspend")}
    return render(request, "entities/decision_ask.html", context)
