"""Who is on duty: the rota of services, and whom to ring now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.enums import HoursKind
from entities.models import DutyShift, Entity, Service, ServiceHours, User
from entities.selectors.fitting import directory_for
from entities.selectors.people import active_people_who_may

# Who was rung has so long before the next one is (design 9).
RING_FOR = timedelta(minutes=10)
SHOWN_AHEAD = timedelta(days=28)


def on_duty(service: Service, *, at: datetime | None = None) -> list[User]:
    """Return who is on duty for the service at a moment (now), in the order they are rung.

    People whose account was closed or suspended meanwhile are left out.
    """
    at = at or timezone.now()
    shifts = service.shifts.filter(
        ended_at=None,
        since__lte=at,
        until__gt=at,
        person__is_active=True,
        person__suspended_at=None,
    )
    return [shift.person for shift in shifts.select_related("person").order_by("turn", "since")]


def to_ring(
    service: Service, *, waited: timedelta = timedelta(), at: datetime | None = None
) -> User | None:
    """Return who is to be rung after nobody answered for so long: the next one every ten minutes.

    After the last one it stays with her; None where nobody is on duty.
    """
    people = on_duty(service, at=at)
    turn = min(waited // RING_FOR, len(people) - 1)
    return people[turn] if people else None


def is_on_duty(service: Service, *, at: datetime | None = None) -> bool:
    """Say whether the service itself says that it is on duty at a moment (now)."""
    local = timezone.localtime(at)
    rows = {row.weekday: row for row in service.hours.all() if row.kind == HoursKind.DUTY}
    today, before = rows.get(local.weekday()), rows.get((local.weekday() - 1) % 7)
    if today and local.time() >= today.since:
        return today.until <= today.since or local.time() < today.until
    return bool(before and before.until <= before.since and local.time() < before.until)


def rota_of(entity: Entity) -> QuerySet[DutyShift]:
    """Return the turns of an entity's services that are on or to come, for four weeks."""
    now = timezone.now()
    rows = DutyShift.objects.filter(
        service__entity=entity, ended_at=None, until__gt=now, since__lt=now + SHOWN_AHEAD
    )
    return rows.select_related("service", "person").order_by("since", "turn", "service__name")


def people_for_duty(entity: Entity) -> QuerySet[User]:
    """Return whom the rota may name: duty workers and coordinators of the entity."""
    able = Q(pk__in=active_people_who_may(Ability.ANSWER_EMERGENCIES).values("pk")) | Q(
        pk__in=active_people_who_may(Ability.COORDINATE).values("pk")
    )
    people = User.objects.filter(able, entity=entity, is_active=True)
    return people.order_by("name", "pk")


def shift_for(user: User, entity: Entity, handle: str) -> DutyShift:
    """Return a turn of the entity's rota by its handle; else NotVisible."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    shift = rota_of(entity).filter(pk=wanted).first()
    if shift is None:
        raise NotVisible
    return shift


@dataclass(frozen=True)
class DutyContact:
    """A line of the printed sheet: whom to ring for an emergency."""

    service: Service
    on_duty: bool

    @property
    def number(self) -> str:
        """The service's own number for emergencies, else its entity's."""
        return self.service.on_call_number or self.service.entity.duty_telephone


def duty_contacts(user: User) -> list[DutyContact]:
    """Return the services that can be rung in an emergency, by entity, with their duty hours."""
    rows = directory_for(user).filter(~Q(on_call_number="") | ~Q(entity__duty_telephone=""))
    hours = ServiceHours.objects.filter(kind=HoursKind.DUTY).order_by("weekday")
    rows = rows.prefetch_related(Prefetch("hours", hours)).order_by("entity__name", "name")
    return [DutyContact(service, is_on_duty(service)) for service in rows]
