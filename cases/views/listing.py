"""The list of cases, opening one, and searching by name."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from audit.enums import AuditAction
from audit.services import record_read
from cases import selectors, services
from cases.enums import Part
from cases.forms import FilterForm, OpenCaseForm, SearchForm
from cases.permissions import can_open_cases
from cases.selectors.cases import opened_before
from cases.tables.assessments import kept_assessments
from cases.tables.facts import case_rows, child_rows, no_cases_text
from cases.tables.ledger import consent_rows
from cases.tables.timeline import Reader, timeline
from cases.views.erasure import show_erased
from cases.views.pages import MOST, PER_PAGE, ShortPaginator, attempt, sent, tell_reading, to_case
from core.exceptions import NotVisible, PermissionRefused
from entities.http import AuthenticatedRequest
from vault import doors

_PHONE_DIGITS = 6


def _case_people_only(request: AuthenticatedRequest) -> None:
    if not can_open_cases(request.user):
        raise PermissionRefused(
            _("This page is for people who work cases."), _("Ask your coordinator for the role.")
        )


def listing(request: AuthenticatedRequest) -> HttpResponse:
    """List the cases she sees, newest first; nothing sealed is opened."""
    _case_people_only(request)
    form = FilterForm(request.GET or None)
    filters = form.cleaned_data if form.is_bound and form.is_valid() else {}
    cases = selectors.cases_listed(request.user, filters=filters)
    page = ShortPaginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    codes = selectors.codes_for([case.pk for case in page], request.user.entity)
    used = sorted(name for name, value in filters.items() if value)
    record_read(
        AuditAction.CASES_LISTED,
        by=request.user,
        details={"count": len(page.object_list), "filters": used},
    )
    context = {
        "form": form,
        "page": page,
        "rows": case_rows(page, codes, request.user),
        "cut_at": MOST if page.paginator.count >= MOST else None,
        "empty_text": no_cases_text(filtered=bool(used)),
    }
    return render(request, "cases/case_list.html", context)


@sensitive_post_parameters()
def open_case(request: AuthenticatedRequest) -> HttpResponse:
    """Open a case: one short page, no name required."""
    _case_people_only(request)
    form = OpenCaseForm(sent(request), user=request.user)
    if form.is_valid() and (opened := opened_before(request.user, form.case_id())):
        messages.info(request, _("This case was opened already. Nothing was recorded twice."))
        return to_case(request, opened)
    case = attempt(
        request,
        form,
        lambda: services.open_case(
            by=request.user,
            opened_on=form.cleaned_data["opened_on"],
            facts=form.facts(),
            person=form.contact(),
            case_id=form.case_id(),
        ),
    )
    if case:
        messages.success(request, _("The case is open. Use its code wherever you speak of it."))
        return to_case(request, case)
    return render(request, "cases/case_open.html", {"form": form})


@sensitive_post_parameters("query")
def search(request: AuthenticatedRequest) -> HttpResponse:
    """Find her own visible cases by an exact name or telephone: asked by POST, recorded."""
    _case_people_only(request)
    form = SearchForm(sent(request))
    if not form.is_valid():
        return render(request, "cases/case_search.html", {"form": form})
    found = selectors.cases_of_people(
        request.user, _matching(request, form.cleaned_data["query"])
    ).select_related("lead_worker", "owner_entity")[:PER_PAGE]
    codes = selectors.codes_for([case.pk for case in found], request.user.entity)
    record_read(AuditAction.CASES_SEARCHED, by=request.user, details={"count": len(found)})
    context = {"form": form, "rows": case_rows(found, codes, request.user), "searched": True}
    return render(request, "cases/case_search.html", context)


def _matching(request: AuthenticatedRequest, query: str) -> set[UUID]:
    fields = [(Part.CONTACT_CARD, "name_used"), (Part.IDENTITY, "legal_name")]
    if sum(sign.isdigit() for sign in query) >= _PHONE_DIGITS:
        fields = [(Part.CONTACT_CARD, "telephone")]
    return {
        person
        for part, field in fields
        for person in doors.match(
            selectors.people_searched_by(request.user, part), field, query, by=request.user
        )
    }


def kept(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show what her entity wrote on a case that may be closed for it by now."""
    try:
        case, own = selectors.kept_for(request.user, code)
    except NotVisible:
        return show_erased(request, code)
    stored = selectors.code_for(case, request.user.entity)
    reader = Reader(request.user, case, stored, parts=frozenset(), can_work=False, sees_case=False)
    tell_reading(request, case, "kept")
    context = {
        "code": stored,
        "events": timeline(reader, own.interventions, own.statuses),
        "children": child_rows(reader, own.children),
        "consents": consent_rows(reader, own.consents),
        "assessments": kept_assessments(reader, own.assessments),
    }
    return render(request, "cases/case_kept.html", context)
