"""Files of services: out as they stand, and in after a look at what would happen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record_read
from core.exceptions import PermissionRefused
from entities import exchange, selectors
from entities.forms import ImportForm
from entities.http import AuthenticatedRequest
from entities.permissions import can_exchange_services


def _require(request: AuthenticatedRequest) -> None:
    if not can_exchange_services(request.user):
        raise PermissionRefused(_("This page is for administrators and coordinators."))


def export(request: AuthenticatedRequest) -> HttpResponse:
    """Give out the services as a file: all of them, or those of her entity."""
    _require(request)
    rows = list(selectors.services_to_exchange(request.user))
    record_read(AuditAction.SERVICES_EXPORTED, by=request.user, details={"count": len(rows)})
    answer = HttpResponse(exchange.write_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="services.csv"'
    return answer


def import_file(request: AuthenticatedRequest) -> HttpResponse:
    """Show what a file would do, row by row; write it when it is sent again from there."""
    _require(request)
    sent = request.method == "POST"
    form = ImportForm(request.POST if sent else None, request.FILES if sent else None)
    context: dict[str, object] = {"form": form, "columns": exchange.COLUMNS}
    if form.is_valid():
        text = form.cleaned_data["text"]
        if "write" in request.POST:
            report = exchange.import_services(text=text, by=request.user)
            told = {"added": report.count("add"), "changed": report.count("change")}
            messages.success(request, _("Services added: %(added)d, changed: %(changed)d.") % told)
            return redirect("entities:directory")
        context |= {"report": exchange.read_csv(text, by=request.user), "text": text}
    return render(request, "entities/import.html", context)
