"""The page of one case for auditors: who saw it, and who could have known."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.enums import AuditAction
from audit.services import record_read
from core.ports import names_cases
from entities.http import AuthenticatedRequest
from reports.forms import ExposureForm
from reports.selectors.exposure import exposure
from reports.tables import exposure_rows
from reports.views.pages import require_auditor


@require_GET
def show(request: AuthenticatedRequest) -> HttpResponse:
    """Show who saw a case and who could have known of it in a time."""
    require_auditor(request.user)
    form = ExposureForm(request.GET or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        case = form.cleaned_data["case"]
        record_read(
            AuditAction.LOG_READ,
            by=request.user,
            case=case,
            details={"page": "exposure", "filters": form.used()},
        )
        context |= exposure_rows(exposure(case, form.window()))
        context["reference"] = names_cases().references([case])[case]
    return render(request, "reports/exposure.html", context)
