from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from notices.models import Notice
from rights import services
from rights.models import Incident
from rights.selectors import incidents_visible_to
from tests.factories import rights as factory

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).values_list("kind", flat=True))


def test_anybody_reports_and_data_protection_is_told(ana: User, berta: User, olga: User) -> None:
    first, second = factory.incident(by=ana), factory.incident(by=berta)

    assert (first.number, second.number) == (1, 2)
    assert kinds(olga) == ["incident_reported", "incident_reported"]
    assert kinds(berta) == ["incident_reported"]


def test_register_shows_officers_all_and_coordinators_their_entity(
    ana: User, berta: User, bruno: User, olga: User
) -> None:
    incident = factory.incident(by=ana)

    assert [list(incidents_visible_to(person)) for person in (olga, berta, bruno, ana)] == [
        [incident], [incident], [], [],
    ]  # fmt: skip
    services.assess_incident(
        incident=incident, by=olga, risk="risk", persons="one", data_kinds=["health"],
        entities=[bruno.entity],
    )  # fmt: skip
    assert list(incidents_visible_to(bruno)) == [incident]
    assert kinds(bruno) == ["incident_reported"]


def test_times_to_come_are_refused(ana: User) -> None:
    with pytest.raises(ValidationError):
        factory.incident(by=ana, hours=-1)
    with pytest.raises(ValidationError):
        factory.incident(by=ana, happened_on=timezone.localdate() + timedelta(days=1))
    assert Incident.objects.count() == 0


def test_road_from_report_to_close(ana: User, berta: User, olga: User) -> None:
    incident = factory.incident(by=ana)

    with pytest.raises(PermissionRefused):
        factory.assessed(incident, by=berta)
    with pytest.raises(Conflict):
        services.keep_inside(incident=incident, by=olga)
    factory.assessed(incident, by=olga, risk="high")
    with pytest.raises(ValidationError):
        services.keep_inside(incident=incident, by=olga)
    services.notify_authority(incident=incident, by=olga, authority="avpd", told_at=timezone.now())
    with pytest.raises(ValidationError):
        services.close_incident(incident=incident, by=olga, persons_told="no_high_risk")
    closed = services.close_incident(
        incident=incident, by=olga, persons_told="told", lessons="Lock."
    )

    assert (closed.status, closed.late_reason) == ("closed", "")
    with pytest.raises(Conflict):
        services.close_incident(incident=incident, by=olga, persons_told="told")


def test_unlikely_risk_need_not_be_told(ana: User, olga: User) -> None:
    incident = factory.assessed(factory.incident(by=ana), by=olga, risk="unlikely")

    assert services.keep_inside(incident=incident, by=olga).status == "kept"


def test_late_notification_says_why(ana: User, olga: User) -> None:
    incident = factory.assessed(factory.incident(by=ana, hours=80), by=olga)

    with pytest.raises(ValidationError) as refused:
        services.notify_authority(
            incident=incident, by=olga, authority="aepd", told_at=timezone.now()
        )
    told = services.notify_authority(
        incident=incident, by=olga, authority="aepd", told_at=timezone.now(), late_reason="safety"
    )

    assert set(refused.value.message_dict) == {"late_reason"}
    assert told.late_reason == "safety"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(47, []), (48, ["incident_near"]), (66, ["incident_near"]), (72, ["incident_missed"])],
)
def test_sweep_warns_officer_and_coordinator_once(
    hours: int, expected: list[str], ana: User, berta: User, olga: User
) -> None:
    factory.incident(by=ana, hours=hours)
    Notice.objects.all().delete()

    warned = [services.warn_of_incidents(), services.warn_of_incidents()]

    assert warned == [len(expected), 0]
    assert (kinds(olga), kinds(berta)) == (expected, expected)


def test_sweep_leaves_decided_incidents_alone(ana: User, olga: User) -> None:
    incident = factory.assessed(factory.incident(by=ana, hours=70), by=olga, risk="unlikely")
    services.keep_inside(incident=incident, by=olga)

    assert services.warn_of_incidents() == 0
