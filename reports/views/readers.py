"""Who saw her data: told to the woman herself, once it is sure that she asks alone and freely."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.enums import AuditAction
from audit.services import record_read
from cases.models import Case
from cases.selectors import case_for, code_for
from core.codes import show_code
from core.exceptions import PermissionRefused
from entities.http import AuthenticatedRequest
from reports.forms import FreelyForm
from reports.permissions import can_tell_her
from reports.selectors.readers import readings_of
from reports.tables import reading_rows


def readers(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Ask first whether she asks alone and freely; then show her days, services and acts."""
    case = case_for(request.user, code)
    if not can_tell_her(request.user, case):
        raise PermissionRefused(
            _("Only people of the responsible entity show her this."),
            _("Ask the entity that is responsible for the case."),
        )
    form = FreelyForm(request.POST if request.method == "POST" else None)
    context = {"code": show_code(code_for(case, request.user.entity)), "form": form}
    if not form.is_valid():
        return render(request, "reports/readers_ask.html", context)
    if not form.is_free():
        record_read(AuditAction.READERS_WITHHELD, by=request.user, case=case.pk)
        return render(request, "reports/readers_stop.html", context)
    return _tell_her(request, case, form, context)


def _tell_her(
    request: AuthenticatedRequest, case: Case, form: FreelyForm, context: dict[str, object]
) -> HttpResponse:
    language, place = form.cleaned_data["language"], form.cleaned_data["place"]
    details = {"language": language, "place": place}
    record_read(AuditAction.READERS_TOLD, by=request.user, case=case.pk, details=details)
    told, on_paper = readings_of(case.pk), place == "paper"
    with override(language):
        days = reading_rows(told, on_paper=on_paper)
        context |= {"days": days, "checks": told.checks, "on_paper": on_paper}
        return render(request, "reports/readers.html", context)
