"""What the database itself refuses, and what records call themselves."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import services, tasks
from cases.models import Case, CaseCode, CaseGrant, Consent, Intervention, StatusEntry
from entities.models import User
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db


def refused(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_database_refuses_half_of_a_who_and_when(ana: User) -> None:
    case = factory.open_case(by=ana)
    row, status = factory.intervention(case=case), factory.status(case=case)
    consent, grant = factory.consent(case=case), factory.open_grant(case=case)
    now = timezone.now()
    halves: dict[str, Callable[[], object]] = {
        "closed": lambda: Case.objects.filter(pk=case.pk).update(closed_at=now),
        "closed status": lambda: Case.objects.filter(pk=case.pk).update(status="closed"),
        "struck": lambda: Intervention.objects.filter(pk=row.pk).update(struck_at=now),
        "struck status": lambda: StatusEntry.objects.filter(pk=status.pk).update(struck_by=ana),
        "withdrawn": lambda: Consent.objects.filter(pk=consent.pk).update(withdrawn_at=now),
        "grant": lambda: CaseGrant.objects.filter(pk=grant.pk).update(closed_at=now),
        "two scales": lambda: StatusEntry.objects.filter(pk=status.pk).update(
            otsh_class="signalled"
        ),
        "two recipients": lambda: Consent.objects.filter(pk=consent.pk).update(
            recipient_entity=ana.entity
        ),
        "second reference": lambda: CaseCode.objects.create(case=case, code="000000000"),
        "second code": lambda: CaseCode.objects.create(
            case=case, entity=ana.entity, code="000000001"
        ),
    }
    assert {name: refused(change) for name, change in halves.items()} == dict.fromkeys(halves, True)


def test_records_call_themselves_by_reference_only(ana: User) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"}, summary="A story")
    rows = [case, case.person, factory.child(case=case), factory.intervention(case=case, note="x")]
    assert [str(row) for row in rows] == [
        f"{row._meta.model_name} {str(row.pk)[:8]}" for row in rows
    ]
    assert "Joy" not in repr(case.person)


def test_sweep_closes_what_is_over(ana: User) -> None:
    case = factory.open_case(by=ana)
    over = factory.open_grant(case=case, valid_until=timezone.now())
    open_still = factory.open_grant(case=case, entity=entities.unrelated_entity())

    tasks.sweep_grants()

    over.refresh_from_db()
    open_still.refresh_from_db()
    assert (over.close_reason, open_still.closed_at) == ("expired", None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"otsh_class": "confirmed", "decided_by_kind": "ngo"}, "decided_by_kind"),
        ({"otsh_class": "signalled", "victim_status": "possible"}, "victim_status"),
        ({"victim_status": ""}, "victim_status"),
    ],
)
def test_status_of_the_wrong_body_or_scale_is_refused(
    ana: User, values: dict[str, str], field: str
) -> None:
    case = factory.open_case(by=ana)
    data = {"decided_on": timezone.localdate(), "victim_status": "", **values}
    with pytest.raises(ValidationError) as wrong:
        services.record_status(case=case, by=ana, values=data)
    assert list(wrong.value.message_dict) == [field]


def test_case_repeats_the_latest_status_that_stands(ana: User) -> None:
    case = factory.open_case(by=ana)
    day = timezone.localdate()
    factory.status(case=case, decided_on=day - timezone.timedelta(days=9))
    later = factory.status(case=case, victim_status="detected", decided_by_kind="ngo")
    factory.status(
        case=case, victim_status="", otsh_class="signalled", decided_by_kind="ngo", country="PT"
    )
    case.refresh_from_db()
    assert (case.victim_status, case.otsh_class) == ("detected", "signalled")

    services.strike_status(entry=later, by=ana, reason="entered_in_error")
    case.refresh_from_db()
    assert (case.victim_status, case.otsh_class) == ("possible", "signalled")


def test_withdrawal_is_taken_on_a_closed_case(ana: User) -> None:
    case = factory.open_case(by=ana)
    row = factory.consent(case=case)
    services.close_case(case=case, by=ana, reason="goals_met")
    assert services.withdraw_consent(consent=row, by=ana).withdrawn_by == ana
