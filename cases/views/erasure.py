"""Erasing a case: one person asks, another agrees; nothing of the case is shown on the way."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from audit.enums import AuditAction
from audit.services import record_read
from cases import services
from cases.forms.erasure import AgreeErasureForm, AskErasureForm, FindErasureForm
from cases.models import Case, ErasureRequest
from cases.permissions import can_agree_to_erase, can_answer_erasures, is_living, is_owner
from cases.selectors import erasures
from cases.tables.erasures import erasure_facts, erasure_rows, state_of
from cases.views.pages import PER_PAGE, attempt, sent, tell_reading
from core.exceptions import Conflict, PermissionRefused
from core.handles import handle_of
from entities.http import AuthenticatedRequest


def listing(request: AuthenticatedRequest) -> HttpResponse:
    """List the requests that are hers to answer; data protection finds a case by its reference."""
    if not can_answer_erasures(request.user):
        raise PermissionRefused(_("This page is for data protection officers and coordinators."))
    finds = can_answer_erasures(request.user, of_all=True)
    form = FindErasureForm(sent(request)) if finds else None
    if form is not None and (found := _find(request, form)):
        return _to(request, found)
    page = Paginator(erasures.erasures_visible_to(request.user), PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    names = erasures.names_for_erasing(request.user, [row.case_id for row in shown])
    record_read(
        AuditAction.CASES_LISTED,
        by=request.user,
        details={"count": len(shown.object_list), "filters": ["erasure"]},
    )
    rows = erasure_rows(shown, names, request.user)
    context = {"form": form, "page": shown, "rows": rows}
    return render(request, "cases/erasure_list.html", context)


def _find(request: AuthenticatedRequest, form: FindErasureForm) -> Case | None:
    if not form.is_valid():
        return None
    found = erasures.case_to_erase_by_reference(request.user, form.cleaned_data["reference"])
    record_read(
        AuditAction.CASES_SEARCHED,
        by=request.user,
        case=found.pk if found else None,
        details={"count": int(found is not None), "filters": ["reference"]},
    )
    if found is None:
        form.add_error("reference", _("No case has this reference. Ask for it again."))
    return found


def _to(request: AuthenticatedRequest, case: Case) -> HttpResponseRedirect:
    return redirect("cases:erasure", handle_of(case.pk, entity_id=request.user.entity_id))


def detail(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show where the erasure of a case stands, what it destroys, and what she may do."""
    case = erasures.case_to_erase(request.user, handle)
    tell_reading(request, case, "erasure")
    asked = erasures.erasure_of(case)
    waiting = asked if asked is not None and asked.confirmed_at is None else None
    context = {
        "handle": handle,
        "code": _name_of(request, case),
        "state": state_of(asked),
        "facts": erasure_facts(asked) if asked else [],
        "is_open": is_living(case),
        "can_ask": asked is None and not is_living(case),
        "can_agree": waiting is not None and can_agree_to_erase(request.user, waiting),
        "is_waiting": waiting is not None,
        "is_going_on": asked != waiting and not (asked and asked.completed_at),
        "is_done": asked is not None and asked.completed_at is not None,
        "reference": _reference_for(request, case),
    }
    return render(request, "cases/erasure_detail.html", context)


def _name_of(request: AuthenticatedRequest, case: Case) -> str:
    return erasures.names_for_erasing(request.user, [case.pk])[case.pk]


def _reference_for(request: AuthenticatedRequest, case: Case) -> str:
    """Return the reference by which a coordinator speaks of the case with data protection."""
    if not is_owner(request.user, case) or can_answer_erasures(request.user, of_all=True):
        return ""
    return erasures.references_of([case.pk])[case.pk]


@sensitive_post_parameters()
def ask(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Ask that the case be erased."""
    case = erasures.case_to_erase(request.user, handle)
    if is_living(case):
        raise Conflict(_("This case is still open."), _("Close it first."))
    form = AskErasureForm(sent(request), request=request, case=case)
    if attempt(
        request,
        form,
        lambda: services.request_erasure(
            case=case, by=request.user, basis=form.cleaned_data["basis"]
        ),
    ):
        messages.success(request, _("It is asked for. Nothing is erased until somebody agrees."))
        return _to(request, case)
    words = {"title": _("Ask to erase a case"), "submit": _("Ask for it")}
    return _show_form(request, case, {"form": form, **words})


@sensitive_post_parameters()
def agree(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Agree as the second person; then the case is erased."""
    case = erasures.case_to_erase(request.user, handle)
    asked = _asked(case)
    if not can_agree_to_erase(request.user, asked):
        raise PermissionRefused(_("Somebody else has to agree: you asked for it yourself."))
    form = AgreeErasureForm(
        sent(request), request=request, case=case, expected=_name_of(request, case)
    )
    if attempt(request, form, lambda: services.confirm_erasure(request=asked, by=request.user)):
        messages.success(request, _("The case is erased."))
        return _to(request, case)
    words = {"title": _("Agree to erase a case"), "submit": _("Erase it for good")}
    shown = {"form": form, "facts": erasure_facts(asked), "tone": "danger", **words}
    return _show_form(request, case, shown)


def _asked(case: Case) -> ErasureRequest:
    asked = erasures.erasure_of(case)
    if asked is None:
        raise Conflict(_("Nobody asks to erase this case now."), _("Ask for it first."))
    return asked


def _show_form(request: AuthenticatedRequest, case: Case, shown: dict[str, object]) -> HttpResponse:
    tell_reading(request, case, "erasure")
    handle = handle_of(case.pk, entity_id=request.user.entity_id)
    context = {"handle": handle, "code": _name_of(request, case), **shown}
    return render(request, "cases/erasure_form.html", context)


@require_POST
def withdraw(request: AuthenticatedRequest, handle: str) -> HttpResponseRedirect:
    """Take back the request; nothing was erased."""
    case = erasures.case_to_erase(request.user, handle)
    services.withdraw_erasure(request=_asked(case), by=request.user)
    messages.success(request, _("The request is taken back. Nothing was erased."))
    return _to(request, case)


def show_erased(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Answer 410 where a case stood that her entity worked; nothing of it is shown.

    Raises NotVisible when no case of hers was erased under this code.
    """
    erased = erasures.erased_for(request.user, code)
    tell_reading(request, erased.case, "erased")
    own = is_owner(request.user, erased.case)
    context = {
        "code": code,
        "erased_at": erased.completed_at,
        "facts": own and erasure_facts(erased),
    }
    return render(request, "cases/case_erased.html", context, status=HTTPStatus.GONE)
