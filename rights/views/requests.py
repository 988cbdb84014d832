"""Rights requests: of all, of a case; written down, answered; the copy for her."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET

from audit.enums import AuditAction
from audit.services import record_read
from cases.models import Case
from cases.permissions import can_lead, can_see_identity, needs_four_eyes
from cases.selectors import case_for, code_for
from cases.selectors.erasures import references_of
from cases.services.guarding import About
from cases.views.pages import PER_PAGE, attempt, sent
from core.codes import show_code
from core.exceptions import NotVisible, PermissionRefused
from core.handles import handle_of
from core.pdf import print_pdf
from entities.http import AuthenticatedRequest
from rights import forms, selectors, services, tables
from rights.enums import Right
from rights.fields import CONTACT, IDENTITY
from rights.models import RightsRequest
from rights.permissions import (
    can_carry_out,
    can_list_requests,
    is_officer,
)
from rights.selectors.copies import entries_for_her
from rights.tables.copies import Section, as_json, sections_of
from rights.views.acts import buttons, carry_out_act, show_act, tell_viewed
from rights.views.request_acts import ROOM
from vault import doors
from vault.enums import Purpose, Tier
from vault.reading import read_or_unavailable


@require_GET
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """List the requests she may know of; what is due first stands on top."""
    if not can_list_requests(request.user):
        raise PermissionRefused(_("This page is for data protection and people who work cases."))
    pages = Paginator(selectors.requests_visible_to(request.user), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    record_read(AuditAction.RIGHT_LISTED, by=request.user, details={"count": len(page.object_list)})
    names = selectors.names_of_cases(request.user, [row.case for row in page])
    context = {
        "page": page,
        "rows": tables.request_rows(page, names, request.user),
        "can_add": is_officer(request.user),
    }
    return render(request, "rights/request_list.html", context)


@sensitive_post_parameters()
def add(request: AuthenticatedRequest) -> HttpResponse:
    """Write a request down as data protection, by the reference of the case."""
    if not is_officer(request.user):
        raise PermissionRefused(_("This page is for data protection."))
    form = forms.RequestByReferenceForm(sent(request), about=About(request.user))
    found = attempt(request, form, lambda: _record(request, form.cleaned_data))
    if found:
        return _to(request, found)
    words = {"back": "rights:requests", "title": _("Write down what she asks")}
    return render(request, "rights/add.html", {"form": form, "submit": _("Save"), **words})


def _record(request: AuthenticatedRequest, answers: dict[str, Any]) -> RightsRequest:
    case = selectors.case_by_reference(request.user, answers.pop("reference"))
    if case is None:
        raise NotVisible
    return services.record_request(case=case, by=request.user, **answers)


def _to(request: AuthenticatedRequest, found: RightsRequest) -> HttpResponse:
    messages.success(request, _("It is written down."))
    return redirect("rights:request", handle_of(found.pk, entity_id=request.user.entity_id))


@sensitive_post_parameters()
def of_case(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show what she asked so far, and take what she asks now."""
    case = _led(request, code)
    form = forms.RequestForm(sent(request), about=About(request.user, case))
    found = attempt(
        request,
        form,
        lambda: services.record_request(case=case, by=request.user, **form.cleaned_data),
    )
    if found:
        return _to(request, found)
    record_read(AuditAction.RIGHT_LISTED, by=request.user, case=case.pk)
    context = {
        "code": show_code(code_for(case, request.user.entity)),
        "reference": references_of([case.pk]).get(case.pk, ""),
        "form": form,
        "rows": tables.request_rows(selectors.requests_of(case), {}, request.user),
    }
    return render(request, "rights/of_case.html", context)


def _led(request: AuthenticatedRequest, code: str) -> Case:
    case = case_for(request.user, code)
    if not can_lead(request.user, case):
        raise PermissionRefused(
            _("Only people of the responsible entity write this down."),
            _("Ask the entity that is responsible for the case."),
        )
    return case


@require_GET
def detail(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show a request; what she said in her words only to the responsible entity."""
    found = selectors.request_for(request.user, handle)
    tell_viewed(request, ROOM, found)
    case = found.case
    standing, blocked = selectors.restriction_of(case), selectors.block_of(case)
    label, tone = tables.tag_of(found)
    own = can_carry_out(request.user, found)
    rows = tables.request_facts(found)
    if own and (details := read_or_unavailable(found, "details")):
        rows.insert(0, (_("What she asks, in her words"), details))
    erases = found.right == Right.ERASURE and is_officer(request.user)
    context = {
        "handle": handle,
        "title": found.get_right_display(),
        "code": selectors.names_of_cases(request.user, [case]).get(case.pk, ""),
        "tag_label": label,
        "tag_tone": tone,
        "rows": [*rows, *tables.hold_facts(standing, blocked)],
        "acts": buttons(ROOM, found, request.user),
        "back": "rights:requests",
        "erasure": handle_of(case.pk, entity_id=request.user.entity_id) if erases else "",
        "is_late": tables.is_late(found),
    }
    return render(request, "rights/request_detail.html", context)


@sensitive_post_parameters()
@sensitive_variables()
def act(request: AuthenticatedRequest, handle: str, act: str) -> HttpResponse:
    """Do one of the acts with a request; the copy is a file instead of a page."""
    found = selectors.request_for(request.user, handle)
    if act != "copy":
        return carry_out_act(request, ROOM, found, act)
    ROOM.acts["copy"].check(found, request.user)
    form = forms.CopyForm(sent(request), request=request, record=found)
    if not form.is_valid():
        return show_act(request, ROOM, found, ROOM.acts["copy"], form)
    return _copy(request, found, form.cleaned_data)


@sensitive_variables()
def _copy(
    request: AuthenticatedRequest, found: RightsRequest, answers: dict[str, Any]
) -> HttpResponse:
    """Make her copy; where four eyes guard her identity, it is left out and that is said."""
    case, user = found.case, request.user
    record_read(AuditAction.RIGHT_COPIED, by=user, case=case.pk, target=found.pk)
    shows = can_see_identity(user, case) and not needs_four_eyes(user, case)
    with override(found.language if found.language in {"es", "eu", "pt", "en"} else get_language()):
        entries = entries_for_her(case)
        if case.person is None or not shows:
            sections = sections_of(case, None, entries, [])
        else:
            with doors.reveal(
                case.person,
                tier=Tier.CONTACT,
                by=user,
                case=case.pk,
                purpose=Purpose.RIGHTS_REQUEST,
            ):
                contact = Section("contact", _("Contact card")).add(case.person, CONTACT)
            with doors.reveal(
                case.person,
                tier=Tier.IDENTITY,
                by=user,
                case=case.pk,
                purpose=Purpose.RIGHTS_REQUEST,
                justification=answers["justification"],
            ):
                sections = [contact, *sections_of(case, case.person, entries, IDENTITY)]
        answer = answer_with(sections, answers["format"], left_out=not shows)
    services.carry_out(request=found, by=user, carried_out="done" if shows else "partly")
    return answer


@sensitive_variables()
def answer_with(sections: list[Section], kind: str, *, left_out: bool = False) -> HttpResponse:
    """Return the sections as a file, named so that it says nothing."""
    if kind == "json":
        answer = HttpResponse(as_json(sections), content_type="application/json")
    else:
        context = {"sections": sections, "left_out": left_out, "language": get_language()}
        printed = print_pdf(render_to_string("rights/copy.html", context))
        answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="list.{kind}"'
    return answer
