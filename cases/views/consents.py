"""Consents: recorded as she answers, withdrawn as easily."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from cases import selectors, services
from cases.forms import ConsentForm
from cases.services.guarding import About
from cases.tables.ledger import closing_words, consent_facts
from cases.views.entries import require_worker
from cases.views.pages import attempt, sent, show_form, tell_reading, to_case
from entities.http import AuthenticatedRequest


@sensitive_post_parameters()
def add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Write down what she answered."""
    case = selectors.case_for(request.user, code)
    require_worker(request, case)
    entities = selectors.recipients_for(request.user)
    form = ConsentForm(sent(request), about=About(request.user, case), entities=entities)
    if attempt(
        request,
        form,
        lambda: services.record_consent(case=case, by=request.user, values=form.values()),
    ):
        messages.success(request, _("Her answer is recorded. She can change it at any time."))
        return to_case(request, case)
    return show_form(
        request,
        form,
        case,
        title=_("What she agrees to"),
        submit=_("Record her answer"),
        lead=_("She can say no to any of this and still be helped. Spoken words are enough."),
    )


def withdraw(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Record that she takes a consent back; the page first says what will close."""
    case = selectors.case_for(request.user, code)
    consent = selectors.entry_for(request.user, case, "consent", handle)
    tell_reading(request, case, "consent", target=consent.pk)
    form = forms.Form(sent(request))
    if request.method == "POST":
        services.withdraw_consent(consent=consent, by=request.user)
        messages.success(request, _("It is withdrawn. Nothing more is shared on its strength."))
        return to_case(request, case)
    return show_form(
        request,
        form,
        case,
        title=_("She takes a consent back"),
        submit=_("Record the withdrawal"),
        rows=consent_facts(consent),
        warning=closing_words(selectors.grants_resting_on(consent)),
    )
