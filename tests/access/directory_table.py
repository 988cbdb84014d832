"""The rows of the table for the directory, duty, agreements, files of services and the avoid list.

The directory is for people of cases, duty and administration; places, hours and rota are the
entity's coordinator's; agreements the administrator's. The avoid list is open to who works the case.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.models import Case
from cases.services.avoidances import record_avoidance
from entities.models import Entity, Service, User
from entities.services import change_service
from entities.services.agreements import make_agreement
from entities.services.duty import plan_shift

# page                          method   anon gone worker coord duty custod protoc analyst registry linkage dpo auditor admin flag
DIRECTORY_PAGES = """
entities:directory              GET/POST in in 200 200 200 403 403 403 403 403 403 403 200 403
entities:service                GET/POST in in 200 200 200 404 404 404 404 404 404 404 200 404
entities:duty_contacts          GET/POST in in 200 200 200 403 403 403 403 403 403 403 200 403
entities:print_duty_contacts    GET/POST in in 200 200 200 403 403 403 403 403 403 403 200 403
entities:agreements             GET/POST in in 403 200 403 403 403 403 403 403 403 403 200 403
entities:make_agreement         GET      in in 403 403 403 403 403 403 403 403 403 403 200 403
entities:make_agreement         POST     in in 403 403 403 403 403 403 403 403 403 403 302 403
entities:end_agreement          GET      in in 405 405 405 405 405 405 405 405 405 405 405 405
entities:end_agreement          POST     in in 404 403 404 404 404 404 404 404 404 404 302 404
entities:export_services        GET/POST in in 403 200 403 403 403 403 403 403 403 403 200 403
entities:import_services        GET      in in 403 200 403 403 403 403 403 403 403 403 200 403
entities:import_services        POST     in in 403 302 403 403 403 403 403 403 403 403 302 403
entities:places                 GET/POST in in 404 200 404 404 404 404 404 404 404 404 200 404
entities:confirm_places         GET      in in 405 405 405 405 405 405 405 405 405 405 405 405
entities:confirm_places         POST     in in 404 302 404 404 404 404 404 404 404 404 302 404
entities:hours                  GET      in in 404 200 404 404 404 404 404 404 404 404 200 404
entities:hours                  POST     in in 404 302 404 404 404 404 404 404 404 404 302 404
entities:rota                   GET      in in 404 200 404 404 404 404 404 404 404 404 200 404
entities:rota                   POST     in in 404 302 404 404 404 404 404 404 404 404 302 404
entities:end_shift              GET      in in 405 405 405 405 405 405 405 405 405 405 405 405
entities:end_shift              POST     in in 404 302 404 404 404 404 404 404 404 404 302 404
"""
AVOIDANCE_PAGES = """
cases:avoidances                GET      200 404 404 200 404 404 404 404
cases:avoidances                POST     302 404 404 302 404 404 404 404
cases:end_avoidance             GET      405 405 405 405 405 405 405 405
cases:end_avoidance             POST     302 404 404 404 404 404 404 404
"""
# Which record of the world a page is asked about.
OF_THE_DIRECTORY = {
    "entities:service": "service", "entities:confirm_places": "service", "entities:hours": "service",
    "entities:end_shift": "shift", "entities:end_agreement": "agreement_on_referrals",
    "cases:end_avoidance": "avoidance",
}  # fmt: skip


def list_services(
    case: Case, service: Service, other: Entity, *, by: User, on_duty: User
) -> dict[str, object]:
    """Give the service places and a turn of duty, an agreement with the other entity; the case
    something to avoid."""
    now = timezone.now()
    change_service(service=service, by=on_duty, places_total=4)
    shift = plan_shift(
        service=service, person=on_duty, since=now, until=now + timedelta(hours=8), by=on_duty
    )
    agreement = make_agreement(
        between=(service.entity, other), starts_on=timezone.localdate(), by=None
    )
    avoidance = record_avoidance(case=case, kind="zone", territory="ES-A", by=by)
    return {"shift": shift, "agreement_on_referrals": agreement, "avoidance": avoidance}


def of_the_directory(service: Service, on_duty: User) -> dict[str, dict[str, Any]]:
    """What a person would send with these pages."""
    later = timezone.localtime() + timedelta(days=3)
    return {
        "entities:confirm_places": {"free": 2, "seen": 0},
        "entities:hours": {"open_0": "9:00-14:00", "duty_6": "20:00-8:00"},
        "entities:rota": {
            "service": service.name, "person": on_duty.email, "turn": "2",
            "since": f"{later:%Y-%m-%dT%H:%M}",
            "until": f"{later + timedelta(hours=8):%Y-%m-%dT%H:%M}",
        },
        "entities:make_agreement": {
            "sender": service.entity.code, "receiver": "unrelated", "starts_on": "2026-01-01",
            "parts": ["summary"],
        },
        "entities:import_services": {
            "text": f"entity,name,service_type\n{service.entity.code},A file's,legal\n",
            "write": "yes",
        },
        "cases:avoidances": {"kind": "interpreter", "words": "The one of last week"},
    }  # fmt: skip
