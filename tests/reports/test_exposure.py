"""Who saw a case, and who could have known: everybody who could is there, and nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.enums import AuditAction, Outcome
from audit.services import record
from cases.models import Case, CaseGrant
from core.codes import show_code
from core.ports import names_cases
from entities import services as people
from entities.enums import Role
from entities.models import RoleMembership, User
from reports.selectors.exposure import Could, exposure
from reports.selectors.spans import Span
from tests.factories import cases, referrals
from tests.factories import entities as factory

database = pytest.mark.django_db
URL = "/reports/exposure/"
AGO = timedelta(days=10)


def ever() -> Span:
    """From long ago to a moment that has not come."""
    return Span(datetime(2000, 1, 1, tzinfo=UTC), timezone.now() + timedelta(days=1))


def could(case: Case, window: Span | None = None) -> dict[User, Could]:
    """Who could have known, by person."""
    told = exposure(case.pk, window or ever()).could
    by_key = {person.pk: person for person in User.objects.all()}
    return {by_key[row.who[0]]: row for row in told if row.who[0]}


def held(person: User, since: datetime, until: datetime | None, by: User) -> None:
    """Let the person have held her role in this time only."""
    RoleMembership.objects.filter(user=person).update(
        granted_at=since, ended_at=until, ended_by=by if until else None
    )


@pytest.fixture
def case(ana: User) -> Case:
    """Ana's case, whose grant is ten days old."""
    made = cases.open_case(by=ana)
    CaseGrant.objects.update(granted_at=timezone.now() - AGO)
    return made


@database
def test_two_people_who_share_nothing_but_the_entity_are_both_there(
    case: Case, ana: User, berta: User, carla: User, aurora: User
) -> None:
    told = could(case)

    assert set(told) == {ana, berta}
    assert (told[ana].seen.writes > 0, told[berta].seen) == (True, None)


@database
@pytest.mark.parametrize(
    "role", [role for role in Role if role not in ("caseworker", "coordinator")]
)
def test_roles_that_work_no_cases_could_not(case: Case, ana: User, role: Role) -> None:
    person = factory.user(role=role, entity=ana.entity, name="Somebody")

    assert person not in could(case)


@database
@pytest.mark.parametrize(
    ("began", "ended", "there"),
    [
        (-9, -6, False),  # ended before the window
        (-9, -5, False),  # at the very moment it begins
        (-9, -4.99, True),
        (-4, -3, True),  # inside it
        (-9, None, True),  # still holds it
        (-2.01, None, True),
        (-2, None, False),  # began at the moment it ends
        (-1, None, False),  # began after it
    ],
)
def test_role_counts_when_it_was_held_in_the_window(
    case: Case, ana: User, berta: User, began: float, ended: float | None, there: bool
) -> None:
    now = timezone.now()
    window = Span(now - timedelta(days=5), now - timedelta(days=2))
    until = None if ended is None else now + timedelta(days=ended)
    held(berta, now + timedelta(days=began), until, ana)

    assert (berta in could(case, window)) == there


@database
def test_time_that_is_told_is_that_of_role_grant_and_window(
    case: Case, ana: User, berta: User
) -> None:
    now = timezone.now()
    window = Span(now - timedelta(days=5), now - timedelta(days=2))
    held(berta, now - timedelta(days=4), now - timedelta(days=3), ana)

    (chance,) = could(case, window)[berta].chances

    assert chance.span == Span(now - timedelta(days=4), now - timedelta(days=3))


@database
def test_grant_that_ended_before_the_window_opens_nothing(
    case: Case, ana: User, bruno: User
) -> None:
    grant = cases.open_grant(case=case, entity=bruno.entity, by=ana)
    now = timezone.now()
    held(bruno, now - AGO, None, ana)
    CaseGrant.objects.filter(pk=grant.pk).update(
        granted_at=now - timedelta(days=5), valid_until=now - timedelta(days=3)
    )

    before = could(case, Span(now - timedelta(days=4), now))
    after = could(case, Span(now - timedelta(days=3), now))

    assert (bruno in before, bruno in after) == (True, False)


@database
def test_who_moved_counts_for_each_entity_in_her_time(case: Case, ana: User, carla: User) -> None:
    nora = factory.caseworker(entity=ana.entity, name="Nora")
    grant = CaseGrant.objects.get()
    began = timezone.now()
    people.move_user(user=nora, entity=carla.entity, by=factory.administrator())
    moved = timezone.now()

    told = could(case)[nora]

    assert told.who[1] == ana.entity_id == grant.entity_id
    assert began <= told.chances[0].span.until <= moved
    assert nora not in could(case, Span(moved, moved + AGO))
    assert nora in could(case, Span(moved - AGO, moved))


@database
def test_who_came_later_could_not_before(case: Case, ana: User, carla: User) -> None:
    before = timezone.now()
    people.move_user(user=carla, entity=ana.entity, by=factory.administrator())

    assert carla in could(case)
    assert carla not in could(case, Span(before - AGO, before))


@database
def test_closed_account_could_not_until_it_was_opened_again(
    case: Case, ana: User, berta: User
) -> None:
    alba = factory.administrator()
    people.deactivate_user(user=ana, by=alba)
    closed = timezone.now()
    assert ana not in could(case, Span(closed, closed + AGO))
    assert ana in could(case, Span(closed - AGO, closed))

    people.reactivate_user(user=User.objects.get(pk=ana.pk), by=alba)

    assert ana in could(case, Span(closed, closed + AGO))


@database
def test_offer_in_the_inbox_is_a_chance_without_a_name(case: Case, ana: User, bruno: User) -> None:
    service = referrals.service(entity=bruno.entity)
    from referrals import services

    sent = services.draft_referral(
        case=case, service=service, terms=referrals.terms(basis="vital_interest", basis_reason="x"),
        by=ana,
    )  # fmt: skip
    assert bruno not in could(case)

    services.send_referral(referral=sent, by=ana)

    assert "without a name" in str(could(case)[bruno].chances[0].why)


@database
def test_acts_without_an_access_are_there_too(case: Case, carla: User) -> None:
    record(AuditAction.CASE_VIEWED, by=carla, case=case.pk)

    told = could(case)[carla]

    assert str(told.chances[0].why) == "The log has acts of hers"
    assert told.seen.looks == 1


@database
def test_export_and_keys_are_chances(case: Case, aurora: User) -> None:
    record(AuditAction.LOG_EXPORTED, by=aurora)
    record(AuditAction.KEK_ESCROWED, by=None)
    other = cases.open_case()
    record(AuditAction.LOG_EXPORTED, by=factory.auditor(name="Other"), case=other.pk)

    told = exposure(case.pk, ever()).could

    whys = {(row.who[0], str(chance.why)) for row in told for chance in row.chances}
    assert (aurora.pk, "Took the log out, with references only") in whys
    assert (None, "Handled the keys of the installation") in whys
    assert sum("Took the log" in why for _who, why in whys) == 1


@database
def test_refused_tries_and_watching_stand_apart(case: Case, carla: User, aurora: User) -> None:
    record(AuditAction.ACCESS_REFUSED, by=carla, case=case.pk, outcome=Outcome.REFUSED)
    record(AuditAction.LOG_READ, by=aurora, case=case.pk)

    told = exposure(case.pk, ever())

    assert [row.who[0] for row in told.refused] == [carla.pk]
    assert [row.who[0] for row in told.watched] == [aurora.pk]
    assert {carla.pk, aurora.pk} & {row.who[0] for row in (*told.seen, *told.could)} == set()


@database
def test_reveals_are_counted_by_tier(case: Case, ana: User) -> None:
    record(AuditAction.CONTACT_REVEALED, by=ana, case=case.pk)
    for _turn in range(2):
        record(AuditAction.IDENTITY_REVEALED, by=ana, case=case.pk)

    (row,) = exposure(case.pk, ever()).seen

    assert (row.contact, row.identity, row.looks) == (1, 2, 0)


@database
def test_page_names_people_and_is_recorded_first(client: Client, case: Case, aurora: User) -> None:
    client.force_login(aurora)
    reference = names_cases().references([case.pk])[case.pk]

    answer = client.get(URL, {"case": reference})

    for text in ("Ana", "Entity A", "This entity is responsible for the case", reference):
        assert text in answer.text
    assert str(case.pk) not in answer.text
    again = client.get(URL, {"case": reference})
    assert "Aurora" in again.text  # her first look has been recorded before this one


@database
def test_try_at_a_case_she_does_not_see_is_told_with_the_case(
    client: Client, case: Case, ana: User, carla: User
) -> None:
    code = show_code(case.codes.get(entity=ana.entity).code)
    client.force_login(carla)

    answers = [client.get(f"/cases/{asked}/") for asked in (code, "K7Q4-M9TR-V", "nothing")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert [row.who[0] for row in exposure(case.pk, ever()).refused] == [carla.pk]


@database
@pytest.mark.parametrize("answers", [{"case": "x"}, {"case": ""}, {"since": "x"}])
def test_what_cannot_be_used_is_said_beside_the_field(
    client: Client, aurora: User, answers: dict
) -> None:
    client.force_login(aurora)

    answer = client.get(URL, answers)

    assert answer.status_code == 200
    assert "invalid-feedback" in answer.text or "field-error" in answer.text


@database
def test_page_takes_as_many_queries_for_three_people_as_for_one(
    client: Client, case: Case, ana: User, aurora: User
) -> None:
    client.force_login(aurora)
    reference = names_cases().references([case.pk])[case.pk]
    client.get(URL, {"case": reference})
    counts = []
    for number in range(2):
        for name in ("Ines", "Nerea")[: 2 * number]:
            person = factory.caseworker(entity=ana.entity, name=name)
            record(AuditAction.CASE_VIEWED, by=person, case=case.pk)
        with CaptureQueriesContext(connection) as seen:
            client.get(URL, {"case": reference})
        counts.append(len(seen))

    assert counts[0] == counts[1]
