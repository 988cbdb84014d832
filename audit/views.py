"""The auditor's pages. Reading the log is itself an event, recorded before anything is shown."""

from typing import Protocol, cast

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit import presenters, seal_words, selectors
from audit.enums import AuditAction
from audit.export import lines_of_csv
from audit.forms import LogFilter, Place
from audit.models import Event
from audit.permissions import can_read_log
from audit.seals import seal_state
from audit.services import record_read
from core.abilities import MayAsk
from core.exceptions import NotVisible, PermissionRefused
from core.ports import Actor, Unopenable, seals_justifications


class Reader(Actor, MayAsk, Protocol):
    """A person who reads the log: this room does not know the model of people."""


def _reader(request: HttpRequest) -> Reader:
    reader = cast("Reader", request.user)
    if not can_read_log(reader):
        raise PermissionRefused(
            _("This log is for auditors."), _("If you need to know something, ask an auditor.")
        )
    return reader


def _sheet(request: HttpRequest, event: Event, *, reader: Reader, reason: str = "") -> HttpResponse:
    template = "audit/event_detail.html"
    if request.headers.get("HX-Request"):
        template += "#sheet"
    sheet = presenters.sheet(event, reader_entity=reader.entity_id)
    proof = seal_words.proof_sheet(event)
    return render(request, template, {"sheet": sheet, "reason": reason, "proof": proof})


@require_GET
def list_events(request: HttpRequest) -> HttpResponse:
    """Show a page of events, newest first."""
    reader = _reader(request)
    form, place = LogFilter(request.GET), Place(request.GET)
    if not place.is_valid():
        raise NotVisible
    record_read(AuditAction.LOG_READ, by=reader, details={"filters": form.used()})
    page = selectors.Page([])
    if form.is_valid():
        page = selectors.page_of(form.filters(), **place.cleaned_data)
    lines = presenters.lines(page.events, reader_entity=reader.entity_id)
    seals = seal_words.seal_lines(seal_state(), now=timezone.now(), vendor=connection.vendor)
    context = {"form": form, "page": page, "lines": lines, "seals": seals}
    return render(request, "audit/event_list.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Send the filtered log as CSV; recorded with the number of rows before the first is sent."""
    reader = _reader(request)
    form, most = LogFilter(request.GET), settings.LOG_EXPORT_ROWS
    back = f"{reverse('audit:list')}?{request.GET.urlencode()}"
    if not form.is_valid():
        return redirect(back)
    filters = form.filters()
    count = selectors.count_up_to(filters, most)
    if count > most:
        text = _("These are more than %(most)s events. Narrow the list, then export it.")
        messages.error(request, text % {"most": most})
        return redirect(back)
    recorded = record_read(
        AuditAction.LOG_EXPORTED,
        by=reader,
        case=filters.case,
        details={"count": count, "filters": form.used()},
    )
    lines = lines_of_csv(
        filters, start=recorded, reader_entity=reader.entity_id, language=get_language() or "es"
    )
    headers = {"Content-Disposition": 'attachment; filename="log.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
def show_event(request: HttpRequest, number: int) -> HttpResponse:
    """Show everything that is stored of one event."""
    reader = _reader(request)
    event = selectors.event_numbered(number)
    record_read(AuditAction.LOG_READ, by=reader, case=event.case_ref, details={"event": number})
    return _sheet(request, event, reader=reader)


@require_POST
def open_reason(request: HttpRequest, number: int) -> HttpResponse:
    """Show the reason that somebody typed, which is stored sealed."""
    reader = _reader(request)
    event = selectors.event_numbered(number)
    sealed = presenters.sealed_justification(event)
    record_read(
        AuditAction.LOG_READ,
        by=reader,
        case=event.case_ref,
        details={"event": number, "part": "justification"},
    )
    try:
        reason = seals_justifications().open(sealed) if sealed else ""
    except Unopenable:
        reason = _("This reason cannot be opened: its key is gone, or it was tampered with.")
    return _sheet(request, event, reader=reader, reason=reason)
