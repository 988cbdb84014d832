"""The person is looked at: with a purpose, a factor shown lately, and a line in the log before."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from cases import selectors, services
from cases.forms import ContactRevealForm, IdentityRevealForm
from cases.models import Case
from cases.permissions import can_see_contact, can_see_identity
from cases.tables.person import contact_rows, identity_rows, safety_lines
from cases.views.pages import reader_of, sent, show_form
from cases.views.person import person_of, refuse_unless
from entities.http import AuthenticatedRequest
from vault import doors
from vault.enums import Tier


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
    """Show the identity for this one answer."""
    case = selectors.case_for(request.user, code)
    refuse_unless(can_see_identity(request.user, case))
    person = person_of(case)
    form = IdentityRevealForm(sent(request), case=case, request=request)
    if not form.is_valid():
        return _ask(request, case, form, _("See the identity"))
    why = {name: form.cleaned_data[name] for name in ("purpose", "justification")}
    with doors.reveal(person, tier=Tier.IDENTITY, by=request.user, case=case.pk, **why):
        shown = {"rows": identity_rows(person)}
    services.watch_reveals(by=request.user, tier=Tier.IDENTITY)
    return _show(request, case, _("Identity"), shown)


def _ask(request: AuthenticatedRequest, case: Case, form: forms.Form, title: str) -> HttpResponse:
    lead = _("Who looks, when and what for is recorded. She can be told.")
    return show_form(request, form, case, title=title, submit=_("Show it once"), lead=lead)


def _show(
    request: AuthenticatedRequest, case: Case, title: str, shown: dict[str, Any]
) -> HttpResponse:
    context = {"title": title, "code": reader_of(request, case).code, **shown}
    return render(request, "cases/person_revealed.html", context)
