"""Changing a case, also when two people do it at once."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from audit.denials import record_denial
from cases import selectors, services
from cases.forms import EditCaseForm
from cases.forms.merging import merged
from cases.models import Case
from cases.permissions import accepts_work, can_lead
from cases.selectors import versions
from cases.services.cases import CASE_FIELDS
from cases.services.writing import ChangedMeanwhile, version_of
from cases.tables.facts import changed_rows
from cases.views.pages import attempt, sent, show_form, tell_reading, to_case
from core.exceptions import Conflict, PermissionRefused
from entities.http import AuthenticatedRequest


@sensitive_post_parameters()
def edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Change the facts and texts of a case; what stood before stays in the history."""
    case = selectors.case_for(request.user, code)
    if not can_lead(request.user, case):
        raise PermissionRefused(_("Only people of the responsible entity change the case."))
    if not accepts_work(case):
        raise Conflict(_("This case is closed."), _("Open it again first."))
    tell_reading(request, case, "edit")
    initial = {**_values(case), "version": version_of(case)}
    form = EditCaseForm(sent(request), initial=initial, user=request.user, case=case)
    try:
        if attempt(request, form, lambda: _save(request, case, form)):
            messages.success(request, _("The changes are saved."))
            return to_case(request, case)
    except ChangedMeanwhile as conflict:
        return _ask_again(request, case, form, conflict)
    return show_form(request, form, case, title=_("Change the case"), submit=_("Save"))


def _save(request: AuthenticatedRequest, case: Case, form: EditCaseForm) -> Case:
    return services.edit_case(case=case, by=request.user, changes=form.facts(), seen=form.seen())


def _values(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in CASE_FIELDS}


def _ask_again(
    request: AuthenticatedRequest, case: Case, form: EditCaseForm, conflict: ChangedMeanwhile
) -> HttpResponse:
    """Say what changed meanwhile, and keep what she typed; nothing was saved."""
    record_denial(request, status=HTTPStatus.CONFLICT)
    case = versions.case_as_it_stands(case)
    before, now = _values(versions.case_as_it_stood(case, form.seen() or 0)), _values(case)
    data = merged(form, before=before, now=now)
    data["version"] = str(version_of(case))
    answer = show_form(
        request,
        EditCaseForm(data, initial=now, user=request.user, case=case),
        case,
        title=_("Change the case"),
        submit=_("Save"),
        warning=f"{conflict.explanation} {conflict.advice}",
        rows=changed_rows(case, [name for name in before if before[name] != now[name]]),
    )
    answer.status_code = HTTPStatus.CONFLICT
    return answer
