import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.models import Event
from cases import services
from cases.enums import CaseStatus
from cases.models import Case, CaseCode, CaseGroupPermission, Person
from core.exceptions import Conflict, PermissionRefused
from entities.enums import Role
from entities.models import User
from tests.factories import cases as factory

pytestmark = pytest.mark.django_db


def kinds_of(case: Case) -> list[str]:
    return list(
        Event.objects.filter(case_ref=case.pk).order_by("id").values_list("kind", flat=True)
    )


def test_open_case_without_person_has_owner_grant_codes_and_events(ana: User) -> None:
    case = factory.open_case(by=ana, summary="Met at the bus station.")

    assert case.person is None
    assert case.status == CaseStatus.INTAKE
    assert case.lead_worker == ana
    assert [grant.source for grant in case.grants.all()] == ["owner"]
    assert {row.entity for row in CaseCode.objects.filter(case=case)} == {None, ana.entity}
    roles = {
        row.group.name.partition(":")[2]
        for row in CaseGroupPermission.objects.filter(content_object=case)
    }
    assert roles == {Role.CASEWORKER, Role.COORDINATOR}
    assert kinds_of(case) == ["case:opened", "grant:opened"]
    assert Case.objects.get(pk=case.pk).summary == "Met at the bus station."


def test_open_case_with_contact_seals_person_under_a_key_of_her_own(ana: User) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy", "telephone": "+34600111222"})

    assert case.person is not None
    assert case.person.data_key_id != case.data_key_id
    assert kinds_of(case) == ["case:opened", "person:recorded", "grant:opened"]
    assert Person.objects.filter(name_used__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"risk_level": "enormous"}, "risk_level"),
        ({"languages": ["klingon"]}, "languages"),
        ({"languages": "es"}, "languages"),
        ({"territory": "XX"}, "territory"),
        ({"children_count": -1}, "children_count"),
    ],
)
def test_open_case_with_value_no_column_takes_saves_nothing(
    ana: User, facts: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        factory.open_case(by=ana, **facts)

    assert list(refused.value.message_dict) == [field]
    assert Case.objects.count() == 0


def test_open_case_with_column_of_the_house_is_refused(ana: User) -> None:
    with pytest.raises(TypeError):
        factory.open_case(by=ana, status="closed")


def test_open_case_by_auditor_is_refused(aurora: User) -> None:
    with pytest.raises(PermissionRefused):
        factory.open_case(by=aurora)


def test_edit_case_changes_only_what_differs(ana: User) -> None:
    case = factory.open_case(by=ana, summary="One", narrative="Two")

    services.edit_case(
        case=case, by=ana, changes={"summary": "One", "narrative": "Three", "risk_level": "high"}
    )

    event = Event.objects.filter(case_ref=case.pk, kind="case:changed").get()
    assert '"fields":["narrative","risk_level"]' in bytes(event.body).decode()
    assert case.history.count() == 2


def test_close_case_twice_is_a_conflict(ana: User) -> None:
    case = factory.open_case(by=ana)
    services.close_case(case=case, by=ana, reason="goals_met")

    with pytest.raises(Conflict):
        services.close_case(case=case, by=ana, reason="goals_met")
    assert kinds_of(case).count("case:closed") == 1


def test_closed_case_takes_no_entries_until_reopened(ana: User) -> None:
    case = factory.open_case(by=ana)
    closed = services.close_case(case=case, by=ana, reason="transferred")
    assert closed.status == CaseStatus.CLOSED_TRANSFERRED
    with pytest.raises(Conflict):
        factory.intervention(case=case)

    reopened = services.reopen_case(case=case, by=ana)

    assert (reopened.status, reopened.closed_at, reopened.closure_reason) == ("active", None, "")
    factory.intervention(case=case)


def test_child_has_an_identity_under_a_key_of_its_own(ana: User) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"})
    child = factory.child(case=case)

    first = services.record_person(case=case, by=ana, child=child, values={"legal_name": "Grace"})
    child.refresh_from_db()
    again = services.record_person(case=case, by=ana, child=child, values={"name_used": "Gigi"})

    assert child.person == first == again
    assert len({case.data_key_id, case.person.data_key_id, first.data_key_id}) == 3
    assert [row.person_id for row in child.history.order_by("history_id")] == [None, first.pk]


def test_record_intervention_in_the_future_is_refused(ana: User) -> None:
    case = factory.open_case(by=ana)
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        factory.intervention(case=case, happened_on=tomorrow)
    assert list(refused.value.message_dict) == ["happened_on"]
