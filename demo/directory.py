"""What the directory of the invented network says: `data/directory.yaml`, made once."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from demo.network import address_of
from entities.enums import HoursKind
from entities.models import Entity, Service, SharingAgreement, User
from entities.services import change_service
from entities.services.agreements import make_agreement
from entities.services.duty import plan_shift, set_hours
from entities.services.places import confirm_places

DIRECTORY = Path(__file__).parent / "data" / "directory.yaml"
OFFICE = (time(9), time(14))
DUTY = {"always": (time(0), time(0)), "nights": (time(20), time(8))}
WEEKDAYS, WORKING_DAYS, DAYS_AHEAD = range(7), range(5), 14


def build_directory() -> None:
    """Fill the directory. A service whose hours stand was filled before."""
    content = yaml.safe_load(DIRECTORY.read_text(encoding="utf-8"))
    for described in content["services"]:
        _fill(**described)
    for agreed in content["agreements"]:
        _agree(**agreed)


@transaction.atomic
def _fill(
    *,
    entity: str,
    type: str,  # noqa: A002 -- as the file calls it
    telephone: str,
    facts: dict[str, Any],
    **more: Any,
) -> None:
    service = Service.objects.filter(entity__code=entity, service_type=type).first()
    if service is None or service.hours.exists():
        return
    by = _coordinator(service, more.get("by", ""))
    service = change_service(
        service=service,
        by=by,
        telephone=telephone,
        on_call_number=more.get("on_call", ""),
        places_total=more.get("places"),
        **facts,
    )
    if "free" in more:
        confirm_places(service=service, free=more["free"], by=by)
    hours = {(HoursKind.OPEN, day): OFFICE for day in WORKING_DAYS}
    if "duty" in more:
        hours |= {(HoursKind.DUTY, day): DUTY[more["duty"]] for day in WEEKDAYS}
    set_hours(service=service, hours=hours, by=None)
    _plan(service, more.get("rota", []))


def _coordinator(service: Service, account: str) -> User:
    if account:
        return User.objects.get(email=address_of(account))
    held = {"role_memberships__role": "coordinator", "role_memberships__ended_at": None}
    return User.objects.filter(entity=service.entity, **held).order_by("email")[0]


def _plan(service: Service, accounts: list[str]) -> None:
    """Let them take turns, each a day from eight to eight, beginning this morning."""
    people = [User.objects.get(email=address_of(account)) for account in accounts]
    begins = timezone.make_aware(datetime.combine(timezone.localdate(), time(8)))
    for day in range(DAYS_AHEAD if people else 0):
        since = begins + timedelta(days=day)
        person = people[day % len(people)]
        until = since + timedelta(days=1)
        if until > timezone.now():
            plan_shift(service=service, person=person, since=since, until=until, by=None)


@transaction.atomic
def _agree(*, sender: str, receiver: str, parts: list[str], needs: list[str] | None = None) -> None:
    between = (Entity.objects.get(code=sender), Entity.objects.get(code=receiver))
    if SharingAgreement.objects.filter(sender=between[0], receiver=between[1]).exists():
        return
    make_agreement(
        between=between,
        service_types=needs or (),
        parts=parts,
        starts_on=timezone.localdate().replace(month=1, day=1),
        by=None,
    )
