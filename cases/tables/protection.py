"""Marks, identity requests and emergency accesses in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases import selectors
from cases.enums import MarkKind, RequestStatus
from cases.models import BrokenGlass, CaseMark, IdentityRequest
from cases.permissions import can_lead, can_lift_mark
from cases.tables.timeline import Reader
from core.codes import show_code
from core.handles import handle_of
from entities.models import User

_TONES = {
    RequestStatus.WAITING: "warn",
    RequestStatus.AGREED: "good",
    RequestStatus.REFUSED: "bad",
}


@dataclass(frozen=True)
class MarkRow:
    """One kind of mark: borne or not, and where it is set or lifted."""

    label: str
    why: str
    set_url: str
    lift_url: str


@dataclass(frozen=True)
class GlassRow:
    """One emergency access in a list."""

    title: str
    code: str
    meta: str
    when: datetime
    tag: str
    tone: str
    url: str


def told(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs that say something."""
    return [(label, value) for label, value in rows if value]


def protection_of(reader: Reader) -> dict[str, object]:
    """Return what the page of a case tells the owner's people of marks and emergency accesses."""
    case, user = reader.case, reader.user
    if case.owner_entity_id != user.entity_id:
        return {}
    glasses = list(selectors.glasses_of(case))
    return {
        "marks": mark_rows(
            reader.code,
            selectors.marks_of(case),
            can_mark=can_lead(user, case),
            can_lift=can_lift_mark(user, case),
        ),
        "glasses": glass_rows(glasses, {case.pk: reader.code}, user),
    }


def mark_rows(
    code: str, marks: Mapping[str, CaseMark], *, can_mark: bool, can_lift: bool
) -> list[MarkRow]:
    """Return a row for each kind of mark; `code` is the stored one of the reader's entity."""
    rows = []
    for kind in MarkKind:
        mark, address = marks.get(kind), [show_code(code), kind.value]
        rows.append(
            MarkRow(
                label=str(kind.label),
                why=mark.get_reason_display() if mark else "",
                set_url=reverse("cases:set_mark", args=address) if can_mark and not mark else "",
                lift_url=reverse("cases:lift_mark", args=address) if can_lift and mark else "",
            )
        )
    return rows


def status_tag(request: IdentityRequest) -> tuple[str, str]:
    """Return label and tone of where a request stands."""
    status = RequestStatus(request.status)
    return str(status.label), _TONES.get(status, "neutral")


def request_facts(request: IdentityRequest) -> list[tuple[str, str]]:
    """Return (label, value) of a request: nothing of the case, and nothing sealed."""
    return [
        (_("Who asks"), f"{request.asked_by.name}, {request.entity.name}"),
        (_("What for"), request.get_purpose_display()),
        (_("Asked"), _moment(request.asked_at)),
        (_("To be answered until"), _moment(request.answer_by)),
    ]


def asked_facts(request: IdentityRequest, motivation: str) -> list[tuple[str, str]]:
    """Return (label, value) of a request for who asked; the reading was recorded."""
    until = request.open_until if request.answered_at else request.answer_by
    return [
        (_("What for"), request.get_purpose_display()),
        (_("Asked"), _moment(request.asked_at)),
        (
            _("To be answered until") if not request.answered_at else _("Opens until"),
            _moment(until),
        ),
        (_("Answered by"), request.answered_by.name if request.answered_by else ""),
        (_("Why it was answered so"), motivation),
    ]


def glass_facts(glass: BrokenGlass) -> list[tuple[str, str]]:
    """Return (label, value) of an emergency access, but what is sealed."""
    reviewer = glass.reviewed_by.name if glass.reviewed_by else ""
    return [
        (_("Who"), f"{glass.broken_by.name}, {glass.entity.name}"),
        (_("When"), _moment(glass.broken_at)),
        (_("Open until"), _moment(glass.grant.closed_at or glass.grant.valid_until)),
        (_("Reviewed"), f"{_moment(glass.reviewed_at)}, {reviewer}" if reviewer else ""),
        (_("Found"), glass.get_finding_display() if glass.finding else ""),
    ]


def is_late(glass: BrokenGlass) -> bool:
    """Say whether nobody reviewed it in time."""
    limit = timedelta(hours=settings.BREAK_GLASS_REVIEW_HOURS)
    return glass.reviewed_at is None and timezone.now() - glass.broken_at >= limit


def review_tag(glass: BrokenGlass) -> tuple[str, str]:
    """Return label and tone of how the review stands."""
    if glass.reviewed_at is not None:
        return glass.get_finding_display(), "neutral"
    return (_("Review is late"), "bad") if is_late(glass) else (_("To be reviewed"), "warn")


def glass_rows(
    glasses: Iterable[BrokenGlass], names: Mapping[UUID, str], reader: User
) -> list[GlassRow]:
    """Return rows for a reader; `names` are stored codes or references of cases, by case.

    Who belongs to the responsible entity gets a link to the review.
    """
    return [_glass_row(glass, names.get(glass.case_id, ""), reader) for glass in glasses]


def _glass_row(glass: BrokenGlass, code: str, reader: User) -> GlassRow:
    is_own = glass.case.owner_entity_id == reader.entity_id
    handle = handle_of(glass.pk, entity_id=reader.entity_id)
    tag, tone = review_tag(glass)
    owner = glass.case.owner_entity.name
    return GlassRow(
        title=f"{glass.broken_by.name}, {glass.entity.name}",
        code=code,
        meta=_("Case of %(entity)s") % {"entity": owner},
        when=glass.broken_at,
        tag=tag,
        tone=tone,
        url=reverse("cases:emergency", args=[show_code(code), handle]) if is_own and code else "",
    )


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""
