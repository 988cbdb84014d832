"""The person is looked at: with a purpose, a factor shown lately, and a line in the log before."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from cases import selectors, services
from cases.enums import LIVE_REQUEST, RequestStatus
from cases.forms import AskIdentityForm, ContactRevealForm, IdentityRevealForm, OpenIdentityForm
from cases.models import Case, IdentityRequest, Person
from cases.permissions import can_see_contact, can_see_identity, needs_four_eyes
from cases.services.guarding import About
from cases.tables.person import contact_rows, identity_rows, safety_lines
from cases.tables.protection import asked_facts, status_tag, told
from cases.views.pages import attempt, reader_of, sent, show_form, tell_reading, to_case
from cases.views.person import person_of, refuse_unless
from core.codes import show_code
from core.exceptions import Conflict
from entities.http import AuthenticatedRequest
from vault import doors
from vault.enums import Purpose, Tier
from vault.reading import read_or_unavailable


@sensitive_post_parameters()
def reveal_contact(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the contact card for this one answer, its safety line first."""
    case = selectors.case_for(request.user, code)
    refuse_unless(can_see_contact(request.user, case))
    person = person_of(case)
    form = ContactRevealForm(sent(request), request=request)
    if not form.is_valid():
        return _ask(request, case, form, _("See the contact card"))
    purpose = form.cleaned_data["purpose"]
    with doors.reveal(person, tier=Tier.CONTACT, by=request.user, case=case.pk, purpose=purpose):
        shown = {"safety": safety_lines(person), "rows": contact_rows(person)}
    services.watch_reveals(by=request.user, tier=Tier.CONTACT)
    return _show(request, case, _("Contact card"), shown)


@sensitive_post_parameters()
@sensitive_variables()
def reveal_identity(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the identity for this one answer; where four eyes are asked for, by agreement only."""
    case = selectors.case_for(request.user, code)
    refuse_unless(can_see_identity(request.user, case))
    person = person_of(case)
    if needs_four_eyes(request.user, case):
        return _reveal_by_agreement(request, case, person)
    form = IdentityRevealForm(sent(request), case=case, request=request)
    if not form.is_valid():
        return _ask(request, case, form, _("See the identity"))
    return _show_identity(
        request, case, person, form.cleaned_data["purpose"], form.cleaned_data["justification"]
    )


@sensitive_variables()
def _reveal_by_agreement(request: AuthenticatedRequest, case: Case, person: Person) -> HttpResponse:
    asked = selectors.live_request(request.user, case)
    if asked is None or asked.status != RequestStatus.AGREED:
        return _to_request(request, case)
    form = OpenIdentityForm(sent(request), asked=asked, request=request)
    if not form.is_valid():
        return _ask(request, case, form, _("See the identity"))
    purpose, justification = asked.purpose, asked.justification
    services.use_request(request=asked, by=request.user)
    return _show_identity(request, case, person, purpose, justification)


@sensitive_variables()
def _show_identity(
    request: AuthenticatedRequest, case: Case, person: Person, purpose: str, justification: str
) -> HttpResponse:
    with doors.reveal(
        person,
        tier=Tier.IDENTITY,
        by=request.user,
        case=case.pk,
        purpose=Purpose(purpose),
        justification=justification,
    ):
        shown = {"rows": identity_rows(person)}
    services.watch_reveals(by=request.user, tier=Tier.IDENTITY)
    return _show(request, case, _("Identity"), shown)


@sensitive_post_parameters()
@sensitive_variables("form", "context")
def ask_identity(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Ask a custodian, and see what became of it."""
    case = selectors.case_for(request.user, code)
    refuse_unless(can_see_identity(request.user, case))
    person_of(case)
    latest = selectors.latest_request(request.user, case)
    is_live = latest is not None and latest.status in LIVE_REQUEST
    if not is_live and not needs_four_eyes(request.user, case):
        return redirect("cases:reveal_identity", code)
    form = AskIdentityForm(sent(request), about=About(request.user, case)) if not is_live else None
    if form and _asked(request, form, case):
        messages.success(request, _("The custodians were told. You will be told of the answer."))
        return _to_request(request, case)
    context = {
        "form": form,
        "shown": code,
        "code": reader_of(request, case).code,
        **(_latest(request, case, latest) if latest else {}),
    }
    return render(request, "cases/identity_ask.html", context)


@sensitive_variables("form")
def _asked(
    request: AuthenticatedRequest, form: AskIdentityForm, case: Case
) -> IdentityRequest | None:
    return attempt(
        request,
        form,
        lambda: services.ask_identity(case=case, by=request.user, **form.cleaned_data),
    )


@sensitive_variables()
def _latest(
    request: AuthenticatedRequest, case: Case, latest: IdentityRequest
) -> dict[str, object]:
    tell_reading(request, case, "identity_request", target=latest.pk)
    label, tone = status_tag(latest)
    motivation = read_or_unavailable(latest, "motivation", by=request.user, case=case.pk)
    return {
        "status": label,
        "tone": tone,
        "is_open": latest.status == RequestStatus.AGREED,
        "is_live": latest.status in LIVE_REQUEST,
        "rows": told(asked_facts(latest, motivation)),
    }


@require_POST
def withdraw_request(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Take her request back."""
    case = selectors.case_for(request.user, code)
    asked = selectors.live_request(request.user, case)
    if asked is None:
        raise Conflict(_("No request of yours waits for an answer."))
    services.withdraw_request(request=asked, by=request.user)
    messages.success(request, _("Your request was taken back."))
    return to_case(request, case)


def _to_request(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    return redirect("cases:ask_identity", show_code(reader_of(request, case).code))


def _ask(request: AuthenticatedRequest, case: Case, form: forms.Form, title: str) -> HttpResponse:
    lead = _("Who looks, when and what for is recorded. She can be told.")
    return show_form(request, form, case, title=title, submit=_("Show it once"), lead=lead)


def _show(
    request: AuthenticatedRequest, case: Case, title: str, shown: dict[str, Any]
) -> HttpResponse:
    context = {"title": title, "code": reader_of(request, case).code, **shown}
    return render(request, "cases/person_revealed.html", context)
