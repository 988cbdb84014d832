"""Accounts that nobody uses: warned of, then suspended; their work goes to a coordinator."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan, LessThanOrEqual
from django.utils import timezone

from core.ports import tells_people
from entities.enums import Role, SuspensionKind
from entities.models import RoleMembership, Suspension, User
from entities.services.roles import lock_user
from entities.services.suspensions import begin_suspension
from entities.services.tidings import tell_coordinators
from entities.services.work import hand_over_work

logger = logging.getLogger(__name__)

# Without one of these nobody could lift a suspension, or nobody would watch.
NEVER_THE_LAST = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


def sweep_dormant(*, now: datetime | None = None) -> tuple[int, int]:
    """Warn of, and suspend, accounts nobody signs in to; return how many of each.

    A warning comes ACCOUNT_DORMANT_WARNING_DAYS before; nobody is suspended without one, and
    signing in takes it back. Safe to call at any time and by several at once.
    """
    moment = now or timezone.now()
    return _each(_to_warn(moment), _warn, moment), _each(_to_suspend(moment), _suspend, moment)


def _each(people: QuerySet[User], act: Callable[[User, datetime], int], now: datetime) -> int:
    done = 0
    for person_id in list(people.values_list("pk", flat=True)):
        try:
            done += _one(people, person_id, act, now)
        except Exception:
            # Whatever is wrong with one account must not keep all others awake.
            logger.exception("could not look after the dormant account %s", person_id)
    return done


@transaction.atomic
def _one(
    people: QuerySet[User], person_id: UUID, act: Callable[[User, datetime], int], now: datetime
) -> int:
    person = lock_user(User(pk=person_id))
    return act(person, now) if people.filter(pk=person_id).exists() else 0


def _unused() -> QuerySet[User]:
    asleep = Suspension.objects.filter(
        person=OuterRef("pk"), kind=SuspensionKind.DORMANT, ended_at=None
    )
    return User.objects.filter(~Exists(asleep), is_active=True)


# When somebody last came in, or the account was made.
_USED = Coalesce("last_login", "created_at")


def _warning() -> timedelta:
    return timedelta(days=settings.ACCOUNT_DORMANT_WARNING_DAYS)


def _to_warn(now: datetime) -> QuerySet[User]:
    unused_since = now - timedelta(days=settings.ACCOUNT_DORMANT_DAYS) + _warning()
    new = Q(dormant_warned_at=None) | Q(dormant_warned_at__lt=_USED)
    return _unused().filter(new, LessThanOrEqual(_USED, unused_since))


def _to_suspend(now: datetime) -> QuerySet[User]:
    return _unused().filter(
        LessThan(_USED, F("dormant_warned_at")), dormant_warned_at__lte=now - _warning()
    )


def _warn(person: User, now: datetime) -> int:
    person.dormant_warned_at = now
    person.save(update_fields=["dormant_warned_at"])
    tells_people().mail("dormant", [person.pk])
    return 1


def _suspend(person: User, _now: datetime) -> int:
    if _is_the_last(person):
        return 0
    begin_suspension(person, SuspensionKind.DORMANT)
    hand_over_work(person, by=None)
    tell_coordinators("account_dormant", person, by=None)
    return 1


def _is_the_last(person: User) -> bool:
    """Say whether nobody else of her role could come in; who never did does not count.

    Locks the role's holders, so that the last two do not go at once.
    """
    for role in person.roles & NEVER_THE_LAST:
        held = RoleMembership.objects.filter(role=role, ended_at=None)
        list(held.select_for_update().order_by("pk"))
        others = held.filter(
            user__is_active=True, user__suspended_at=None, user__last_login__isnull=False
        )
        if not others.exclude(user=person).exists():
            return True
    return False
