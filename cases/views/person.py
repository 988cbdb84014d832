"""The person: recorded blind, and who changed what."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from audit.enums import AuditAction
from audit.services import record_read
from cases import selectors, services
from cases.forms import ContactForm, IdentityForm
from cases.models import Case, Person
from cases.permissions import can_lead, can_see_contact, can_see_identity
from cases.services.people import PART_OF
from cases.tables.history import versions_of
from cases.views.entries import require_worker
from cases.views.pages import attempt, reader_of, sent, show_form, to_case
from core.exceptions import NotVisible, PermissionRefused
from entities.http import AuthenticatedRequest


def person_of(case: Case) -> Person:
    """Return the person of the case; raise NotVisible when none was recorded."""
    if case.person is None:
        raise NotVisible
    return case.person


def refuse_unless(allowed: bool) -> None:  # noqa: FBT001 -- a question already answered
    """Raise PermissionRefused for a part of the case that is not open to her."""
    if not allowed:
        raise PermissionRefused(
            _("This part of the case is not open to your entity."),
            _("Ask the entity that is responsible for the case."),
        )


@sensitive_post_parameters()
def contact(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Record or change the contact card without seeing what is stored."""
    case = selectors.case_for(request.user, code)
    refuse_unless(can_lead(request.user, case))
    form = ContactForm(sent(request), is_stored=case.person_id is not None)
    return _record(request, case, form, _("Contact card"))


@sensitive_post_parameters()
def identity(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Record or change the identity without seeing what is stored."""
    case = selectors.case_for(request.user, code)
    refuse_unless(can_lead(request.user, case))
    form = IdentityForm(sent(request), is_stored=case.person_id is not None)
    return _record(request, case, form, _("Identity"))


def _record(
    request: AuthenticatedRequest, case: Case, form: ContactForm | IdentityForm, title: str
) -> HttpResponse:
    require_worker(request, case)
    if attempt(
        request,
        form,
        lambda: services.record_person(case=case, by=request.user, values=form.values()),
    ):
        messages.success(request, _("It is kept in the vault."))
        return to_case(request, case)
    lead = _("Fill in only what is new. What is stored already is not shown here and stays.")
    return show_form(request, form, case, title=title, submit=_("Keep it"), lead=lead)


def history(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show who changed which field of the person, and when; never a value."""
    case = selectors.case_for(request.user, code)
    refuse_unless(can_see_contact(request.user, case) or can_see_identity(request.user, case))
    person = person_of(case)
    reader = reader_of(request, case)
    record_read(
        AuditAction.CASE_HISTORY_VIEWED,
        by=request.user,
        case=case.pk,
        target=person.pk,
        details={"record": "person"},
    )
    context = {
        "code": reader.code,
        "title": _("History of the person"),
        "versions": versions_of(
            person,
            user=request.user,
            may_read=lambda name: PART_OF[name] in reader.parts,
            since=reader.began,
        ),
    }
    return render(request, "cases/case_history.html", context)
