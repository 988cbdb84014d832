"""Requests, incidents and orders in words: codes, days, counts; nothing of what a case tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.tables.words import label_of
from core.handles import handle_of
from core.languages import language_name
from entities.models import User
from rights.clock import ends_at
from rights.enums import (
    UNDECIDED,
    WAITING,
    DataKind,
    IncidentStatus,
    Measure,
    OrderStatus,
    RequestStatus,
)
from rights.models import Block, Incident, Order, Restriction, RightsRequest

Rows = list[tuple[str, Any]]
TONES = {
    RequestStatus.OPEN: "warn",
    RequestStatus.EXTENDED: "warn",
    RequestStatus.ANSWERED: "good",
    IncidentStatus.REPORTED: "bad",
    IncidentStatus.ASSESSED: "warn",
    IncidentStatus.NOTIFIED: "info",
    IncidentStatus.KEPT: "info",
    OrderStatus.RECORDED: "warn",
    OrderStatus.APPROVED: "info",
    OrderStatus.DISCLOSED: "good",
}


@dataclass(frozen=True)
class Row:
    """One record of a list."""

    handle: str
    title: str
    meta: str
    status: str
    tone: str
    when: date | datetime
    code: str = ""


def tag_of(record: RightsRequest | Incident | Order) -> tuple[str, str]:
    """Return how far a record is, and the tone of that; late says so."""
    if is_late(record):
        return _("Late"), "bad"
    return record.get_status_display(), TONES.get(record.status, "neutral")  # type: ignore[call-overload]


def is_late(record: RightsRequest | Incident | Order) -> bool:
    """Whether the time to answer or to decide is over."""
    if isinstance(record, RightsRequest):
        return record.status in WAITING and timezone.localdate() > record.due_on
    if isinstance(record, Incident):
        return record.status in UNDECIDED and timezone.now() >= ends_at(record.aware_at)
    return False


def request_rows(
    requests: Iterable[RightsRequest], names: Mapping[object, str], reader: User
) -> list[Row]:
    """Return the rows of requests, each case by the name its reader has for it."""
    return [
        Row(
            handle_of(row.pk, entity_id=reader.entity_id),
            row.get_right_display(),
            _until(row),
            *tag_of(row),
            row.received_on,
            names.get(row.case_id, ""),
        )
        for row in requests
    ]


def _until(row: RightsRequest) -> str:
    entity = row.case.owner_entity.name
    if row.status not in WAITING:
        return entity
    day = date_format(row.due_on, "DATE_FORMAT")
    return f"{entity} · " + _("answer by %(day)s") % {"day": day}


def incident_rows(incidents: Iterable[Incident], reader: User) -> list[Row]:
    """Return the rows of the register."""
    return [
        Row(
            handle_of(row.pk, entity_id=reader.entity_id),
            f"{row.number} · {row.get_kind_display()}",
            row.entity.name,
            *tag_of(row),
            row.aware_at,
        )
        for row in incidents
    ]


def order_rows(orders: Iterable[Order], names: Mapping[object, str], reader: User) -> list[Row]:
    """Return the rows of orders."""
    return [
        Row(
            handle_of(row.pk, entity_id=reader.entity_id),
            row.get_basis_display(),
            row.case.owner_entity.name,
            *tag_of(row),
            row.ordered_on,
            names.get(row.case_id, ""),
        )
        for row in orders
    ]


def request_facts(request: RightsRequest) -> Rows:
    """Return (label, value) of a request: no content."""
    return _told(
        [
            (_("Responsible entity"), request.case.owner_entity.name),
            (_("Day she asked"), date_format(request.received_on)),
            (_("How she asked"), request.get_how_display()),
            (_("Who speaks for her"), request.get_asked_by_display()),
            (_("Language for the answer"), language_name(request.language or "")),
            (_("How is it sure that it is she?"), request.get_identity_check_display()),
            (_("Written down by"), f"{request.recorded_by.name} · {request.entity.name}"),
            (_("Answer by"), date_format(request.due_on)),
            (_("Why is a month not enough?"), request.get_extension_reason_display()),
            (_("What was done"), request.get_carried_out_display()),
            (_("Why not, or in part"), request.get_refusal_reason_display()),
            (_("Where she may complain"), request.get_authority_display()),
            (_("Ended on"), _moment(request.ended_at)),
        ]
    )


def hold_facts(restriction: Restriction | None, block: Block | None) -> Rows:
    """Return (label, value) of what holds the case."""
    rows: Rows = []
    if restriction is not None:
        rows.append((_("Only to be read since"), _moment(restriction.set_at)))
        if restriction.lift_asked_by:
            rows.append((_("Lifting was asked by"), restriction.lift_asked_by.name))
    if block is not None:
        rows.append((_("Blocked for all but courts until"), date_format(block.until)))
    return rows


def incident_facts(incident: Incident) -> Rows:
    """Return (label, value) of an incident, its texts apart."""
    names = ", ".join(entity.name for entity in incident.entities.all())
    return _told(
        [
            (_("Entity"), incident.entity.name),
            (_("When was it noticed?"), _moment(incident.aware_at)),
            (_("The 72 hours end"), _moment(ends_at(incident.aware_at))),
            (_("When did it happen? (if known)"), _day(incident.happened_on)),
            (_("What kinds of data"), _words(DataKind, incident.data_kinds)),
            (_("How many people"), incident.get_persons_display()),
            (_("What it may mean for them"), incident.get_risk_display()),
            (_("What was done against it"), _words(Measure, incident.measures)),
            (_("Which other entities it concerns"), names),
            (_("Which authority"), incident.get_authority_display()),
            (_("When was it told?"), _moment(incident.told_authority_at)),
            (_("If later than 72 hours: why"), incident.get_late_reason_display()),
            (_("Were the people concerned told?"), incident.get_persons_told_display()),
        ]
    )


def order_facts(order: Order) -> Rows:
    """Return (label, value) of an order, the names in it apart."""
    approved = order.approved_by.name if order.approved_by else ""
    return _told(
        [
            (_("Responsible entity"), order.case.owner_entity.name),
            (_("Day of the order"), date_format(order.ordered_on)),
            (_("What may leave"), ", ".join(label_of(name) for name in order.fields)),
            (_("It opens a blocked case again to those who worked it"), _yes(order.unblocks)),
            (_("Written down by"), order.recorded_by.name),
            (_("Approved by"), approved),
            (_("Why refused or narrowed"), order.get_reason_display()),
            (_("Ended on"), _moment(order.ended_at)),
        ]
    )


def _told(rows: Rows) -> Rows:
    return [(label, value) for label, value in rows if value]


def _yes(value: bool) -> str:  # noqa: FBT001 -- a value to be said
    return _("Yes") if value else ""


def _day(value: date | None) -> str:
    return date_format(value) if value else ""


def _moment(value: datetime | None) -> str:
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


def _words(choices: Any, codes: list[str]) -> str:
    labels = dict(choices.choices)
    return ", ".join(str(labels.get(code, code)) for code in codes)
