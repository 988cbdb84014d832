"""Consultations for tests, made by the product's own services: two lanes are asked."""

from datetime import date, timedelta
from itertools import pairwise

from django.utils import timezone

from entities.models import User
from protocols.agreement import services
from protocols.agreement.services import Given
from protocols.models import AskedPerson, Consultation, ProtocolVersion
from protocols.studio.services import create_draft
from tests.factories import entities as people
from tests.factories import referrals as charts
from tests.factories.protocols import protocol_manager

YES = Given(verdict="yes")


def two_lanes(code: str = "agreed", *, steps: int = 1) -> bytes:
    """A file in which the owner's lane asks, and the NGO's interviews."""
    asks = [f"ask{number}" for number in range(2, steps + 1)]
    names = ["s", "ask", *asks, "interview", "e"]
    nodes = (
        charts.other("startEvent", "s")
        + "".join(charts.task(name) for name in ["ask", *asks, "interview"])
        + charts.other("endEvent", "e", ref__runEndReason="finished")
    )
    flows = "".join(charts.flow(*pair) for pair in pairwise(names))
    lanes = {"own": ("s", "ask", *asks, "e"), "ngo": ("interview",)}
    return charts.bpmn(code, lanes, nodes, flows)


def draft(*, by: User, code: str = "agreed", steps: int = 1) -> ProtocolVersion:
    """A draft with two lanes, written by this person."""
    return create_draft(xml=two_lanes(code, steps=steps), source="nothing", by=by)


def in_days(days: int) -> date:
    """A day from today."""
    return timezone.localdate() + timedelta(days=days)


def prepared(version: ProtocolVersion, *, by: User, user: User | None = None) -> Consultation:
    """A consultation in preparation: a user for the first lane, somebody outside for the other."""
    made = services.prepare_consultation(version=version, by=by)
    user = user or people.coordinator()
    if made.people.exists():  # carried over
        return made
    rows = ({"lane": "own", "user": user, "name": user.name, "organisation": user.entity.name},
            {"lane": "ngo", "user": None, "name": "Olga", "organisation": "House of women"})  # fmt: skip
    for row in rows:
        services.add_person(consultation=made, by=by, **row)
    return made


def opened(
    version: ProtocolVersion, *, by: User, user: User | None = None, days: int = 7
) -> Consultation:
    """An open consultation of two people."""
    made = prepared(version, by=by, user=user)
    return services.open_consultation(consultation=made, answer_by=in_days(days), by=by)


def asked(consultation: Consultation, lane: str) -> AskedPerson:
    """Who is asked for a lane."""
    return consultation.people.select_related(
        "user__entity", "consultation__version__protocol"
    ).get(lane=lane)


def answer(consultation: Consultation, lane: str, given: Given = YES) -> AskedPerson:
    """Let whoever is asked for a lane say this."""
    person = asked(consultation, lane)
    return services.give_answer(person=person, given=given, based_on=person.saves, by=person.user)


def agreed(
    version: ProtocolVersion, *, by: User, user: User | None = None, **given: Given
) -> Consultation:
    """A consultation that is over; both said yes, or what is given by lane."""
    made = opened(version, by=by, user=user)
    for lane in ("own", "ngo"):
        answer(made, lane, given.get(lane, YES))
    return services.end_consultation(consultation=made, by=by)


def approved(version: ProtocolVersion, *, by: User, days: int = 0) -> ProtocolVersion:
    """A version approved by the second person, in force in so many days."""
    return services.approve_version(
        version=version,
        in_force_from=in_days(days),
        review_on=in_days(days + 730),
        has_read=True,
        by=by,
    )


def second_person() -> User:
    """Another protocol manager."""
    return protocol_manager(name="Sonia")
