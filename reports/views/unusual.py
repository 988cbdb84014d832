"""Unusual accesses: the list of those nobody has looked at, and each with its events."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from audit import presenters
from audit.enums import AuditAction
from audit.services import record_read
from audit.tracing import Period, events_numbered
from core.exceptions import NotVisible
from entities.http import AuthenticatedRequest
from reports import services
from reports.forms import SettleForm, UnusualForm
from reports.selectors.unusual import Finding, findings, settled_of
from reports.tables import finding_rows
from reports.views.pages import require_auditor

SHOWN = 200
EVENTS_SHOWN = 100


def _found(form: UnusualForm) -> list[Finding]:
    window = form.window()
    return findings(Period(window.since, window.until), kind=form.cleaned_data["kind"])


def _period(form: UnusualForm) -> dict[str, str]:
    return {name: form.cleaned_data[name].isoformat() for name in ("since", "until")}


@require_GET
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """Show what was unusual in a period, at most a month, and nobody has looked at."""
    require_auditor(request.user)
    form = UnusualForm(request.GET)
    record_read(
        AuditAction.LOG_READ,
        by=request.user,
        details={"page": "unusual", "filters": form.used()},
    )
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        found = _found(form)
        settled = settled_of(found)
        if not form.cleaned_data["settled"]:
            found = [finding for finding in found if finding.mark not in settled]
        context |= {
            "rows": finding_rows(found[:SHOWN], settled, period=_period(form)),
            "more": max(len(found) - SHOWN, 0),
            "since": form.cleaned_data["since"],
            "until": form.cleaned_data["until"],
        }
    return render(request, "reports/unusual.html", context)


@sensitive_post_parameters("note")
def finding(request: AuthenticatedRequest, mark: str) -> HttpResponse:
    """Show the events of one finding; take what the auditor found out about it."""
    require_auditor(request.user)
    asked = UnusualForm(request.GET)
    if not asked.is_valid():
        raise NotVisible
    one = next((found for found in _found(asked) if found.mark == mark), None)
    if one is None:
        raise NotVisible
    details = {"page": "finding", "kind": one.kind.value}
    record_read(AuditAction.LOG_READ, by=request.user, case=one.case, details=details)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.settle_finding(finding=one, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is off the list. New events of the same put it back."))
        return redirect("reports:unusual")
    settled = settled_of([one])
    (row,) = finding_rows([one], settled, period=_period(asked))
    events = events_numbered(one.numbers[-EVENTS_SHOWN:])
    context = {
        "row": row,
        "form": form,
        "lines": presenters.lines(events, reader_entity=request.user.entity_id),
        "more": len(one.numbers) - len(events),
    }
    return render(request, "reports/finding.html", context)
