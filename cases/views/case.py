"""The page of a case: read, change, move, close, reopen, history."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.enums import AuditAction
from audit.services import record_read
from cases import selectors, services
from cases.disclosure import PART_OF
from cases.forms import CloseCaseForm
from cases.models import Case
from cases.permissions import (
    accepts_work,
    can_ask_to_erase,
    can_lead,
    can_see_contact,
    can_see_identity,
    is_living,
    is_restricted,
)
from cases.tables import facts, ledger
from cases.tables.history import versions_of
from cases.tables.moves import move_buttons
from cases.tables.protection import protection_of
from cases.tables.timeline import Reader, timeline
from cases.tables.words import status_of
from cases.views.erasure import show_erased
from cases.views.pages import attempt, reader_of, sent, show_form, tell_reading, to_case
from cases.workflow import MOVES
from core.exceptions import NotVisible, PermissionRefused
from core.handles import handle_of
from core.ports import case_links, case_panels
from entities.http import AuthenticatedRequest

SHOWN = 50


def detail(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show a case: what is open to her entity, and the panels of other rooms."""
    try:
        case = selectors.case_for(request.user, code)
    except NotVisible:
        return show_erased(request, code)
    reader = reader_of(request, case)
    tell_reading(request, case, "page")
    limit = None if "all" in request.GET else SHOWN
    context = {**_content(reader, limit), **_acts(reader), **protection_of(reader)}
    return render(request, "cases/case_detail.html", context)


def _content(reader: Reader, limit: int | None) -> dict[str, object]:
    case, user, parts = reader.case, reader.user, reader.parts
    one_more = None if limit is None else limit + 1
    interventions = selectors.interventions_of(case, user.entity, parts, limit=one_more)
    statuses = selectors.statuses_of(case, user.entity, parts)
    children = selectors.children_of(case, user.entity, parts)
    consents = selectors.consents_of(case, user.entity)
    rows = [
        *facts.standing_rows(case, user),
        *facts.fact_rows(case, parts),
        *facts.text_rows(case, parts, user),
    ]
    told, empty = facts.split_empty(rows)
    return {
        "case": case,
        "code": reader.code,
        "status": status_of(case.status),
        "facts": told,
        "empty": empty,
        "children": facts.child_rows(reader, children),
        "events": timeline(reader, interventions[:limit], statuses),
        "is_cut": limit is not None and len(interventions) > limit,
        "consents": ledger.consent_rows(reader, consents),
        "grants": ledger.grant_rows(selectors.grants_of(case, user.entity), user),
        "panels": [(panel.title, panel.url_name) for panel in case_panels],
    }


def _acts(reader: Reader) -> dict[str, object]:
    case, user = reader.case, reader.user
    leads = can_lead(user, case)
    return {
        "is_restricted": is_restricted(case),
        "is_owner": case.owner_entity_id == user.entity_id,
        "can_work": reader.can_work,
        "can_edit": leads and accepts_work(case),
        "can_reopen": leads and not (is_living(case) or is_restricted(case)),
        "erasure_handle": handle_of(case.pk, entity_id=user.entity_id)
        if can_ask_to_erase(user, case) and not is_living(case)
        else "",
        "moves": move_buttons(reader) if leads and not is_restricted(case) else [],
        "links": [(link.title, link.url_name) for link in case_links] if leads else [],
        "has_person": case.person_id is not None,
        "can_see_contact": can_see_contact(user, case),
        "can_see_identity": can_see_identity(user, case),
    }


@require_POST
def move(request: AuthenticatedRequest, code: str) -> HttpResponseRedirect:
    """Start, hold, resume or follow up a case."""
    case = selectors.case_for(request.user, code)
    name = request.POST.get("move", "")
    if name not in MOVES:
        raise NotVisible
    moved = services.move_case(case=case, by=request.user, move=name)
    label, _tone = status_of(moved.status)
    messages.success(request, _("The case now stands at: %(status)s.") % {"status": label})
    return to_case(request, case)


def close(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Close a case with a coded reason; the page says who can still see it."""
    case = selectors.case_for(request.user, code)
    if not can_lead(request.user, case):
        raise PermissionRefused(_("Only people of the responsible entity close the case."))
    form = CloseCaseForm(sent(request))
    if attempt(
        request,
        form,
        lambda: services.close_case(
            case=case, by=request.user, reason=form.cleaned_data["closure_reason"]
        ),
    ):
        messages.success(request, _("The case is closed. It can be opened again."))
        return to_case(request, case)
    return show_form(
        request,
        form,
        case,
        title=_("Close the case"),
        submit=_("Close the case"),
        warning=_before_closing(request, case),
    )


def _before_closing(request: AuthenticatedRequest, case: Case) -> str:
    """Return what has to be ended first, else who will still see the case."""
    if going_on := selectors.business_of(case):
        return _("This still goes on and has to be ended first: %(what)s.") % {
            "what": ", ".join(going_on)
        }
    others = [g for g in selectors.grants_of(case, request.user.entity) if g.is_open][1:]
    warning = _("These entities still see it, until what they were asked for is done: %(names)s")
    names = ", ".join(grant.entity.name for grant in others)
    return warning % {"names": names} if names else ""


@require_POST
def reopen(request: AuthenticatedRequest, code: str) -> HttpResponseRedirect:
    """Open a closed case again."""
    case = selectors.case_for(request.user, code)
    services.reopen_case(case=case, by=request.user)
    messages.success(request, _("The case is open again."))
    return to_case(request, case)


def history(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show who changed what of the case itself, and when."""
    case = selectors.case_for(request.user, code)
    reader = reader_of(request, case)
    record_read(
        AuditAction.CASE_HISTORY_VIEWED, by=request.user, case=case.pk, details={"record": "case"}
    )

    def may_read(name: str) -> bool:
        return name not in PART_OF or PART_OF[name] in reader.parts

    context = {
        "code": reader.code,
        "title": _("History of the case"),
        "versions": versions_of(case, user=request.user, may_read=may_read, since=reader.began),
    }
    return render(request, "cases/case_history.html", context)
