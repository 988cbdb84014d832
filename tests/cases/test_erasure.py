"""Erasing a case: two people, everything of it, and nothing of others."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from audit.enums import AuditAction
from audit.models import Event
from cases import services
from cases.enums import ErasureBasis
from cases.models import Case, CaseGrant, CaseGroupPermission, ErasureRequest, Person, StatusEntry
from cases.selectors.keys import keys_of
from cases.services import clearing
from cases.services import erasure as module
from cases.services.clearing import neutral_values, ways_to_cases
from cases.tasks import finish_agreed_erasures
from core.exceptions import Conflict, PermissionRefused
from entities.enums import Role
from entities.models import User
from referrals.models import Run
from referrals.services import end_run
from tests.factories import cases as factory
from tests.factories import entities
from tests.factories import referrals as referral_factory
from vault.erasing import replay_erasures
from vault.models import DataKey, ErasureLedger
from vault.places import tracked_model
from vault.sealed import passing_sealed

pytestmark = pytest.mark.django_db
BASIS = ErasureBasis.RIGHT_TO_ERASURE


@pytest.fixture
def officer() -> User:
    return entities.user(role=Role.DATA_PROTECTION_OFFICER, name="Odile")


def full_case(ana: User) -> Case:
    """A case with something in every table."""
    case = factory.open_case(
        by=ana,
        person={"legal_name": "Joy Osagie", "telephone": "600112233", "birth_date": "1999-01-02"},
        summary="Edo",
        health="asthma",
    )
    factory.intervention(case=case, by=ana, note="she came alone", minutes=30)
    factory.consent(case=case, by=ana, note="she nodded")
    factory.status(case=case, by=ana, note="by the police")
    child = factory.child(case=case, by=ana, needs="milk")
    services.record_person(case=case, by=ana, values={"legal_name": "Osas"}, child=child)
    factory.open_grant(case=case)
    if not Run.objects.exists():
        run = referral_factory.start(case=case, by=ana)
        end_run(run=run, reason="finished", by=ana)
        Run.objects.filter(pk=run.pk).update(answers={"risk": "high"})
    services.edit_case(case=case, by=ana, changes={"summary": "Benin City"})
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def case(ana: User, berta: User) -> Case:
    case = full_case(ana)
    return services.close_case(case=case, by=berta, reason="goals_met")


def erase(case: Case, one: User, other: User) -> ErasureRequest:
    request = services.request_erasure(case=case, by=one, basis=BASIS)
    return services.confirm_erasure(request=request, by=other)


def personal_values(case_id: Any, people: list[Any]) -> list[tuple[str, str, Any]]:
    """What stands in the personal and special columns of the case's rows, if it says something."""
    found = []
    ways = [*ways_to_cases(), (Person, "id"), (Person.history.model, "id")]
    with passing_sealed():
        for model, path in ways:
            wanted = people if tracked_model(model) is Person else [case_id]
            neutral = neutral_values(model)
            if not neutral:
                continue
            rows = model._base_manager.filter(**{f"{path}__in": wanted}).values(*neutral)
            found += [
                (model._meta.label, name, value)
                for row in rows
                for name, value in row.items()
                if value != neutral[name]
            ]
    return found


def test_erasure_clears_everything_of_the_case_in_every_room(
    case: Case, berta: User, officer: User
) -> None:
    people = list(Person.objects.values_list("pk", flat=True))
    keys = keys_of(case)
    told = {label.split(".")[1] for label, _, _ in personal_values(case.pk, people)}
    assert told >= {
        "Case", "HistoricalCase", "Person", "HistoricalPerson", "Intervention",
        "HistoricalIntervention", "Consent", "HistoricalConsent", "StatusEntry", "Child",
        "HistoricalChild", "Run",
    }  # fmt: skip
    request = erase(case, berta, officer)
    assert personal_values(case.pk, people) == []
    assert (len(keys), DataKey.objects.filter(pk__in=keys).count()) == (3, 0)
    assert StatusEntry.objects.count() == StatusEntry.history.count() == 0
    assert request.completed_at is not None
    assert Case.objects.get().summary == ""


def test_erasure_leaves_other_cases_alone(
    case: Case, ana: User, berta: User, officer: User
) -> None:
    other = full_case(ana)
    people = [person.pk for person in Person.objects.filter(cases=other)]
    before = personal_values(other.pk, people)
    erase(case, berta, officer)
    assert personal_values(other.pk, people) == before
    assert Case.objects.get(pk=other.pk).summary == "Benin City"


def test_erasure_ends_every_access(case: Case, berta: User, officer: User) -> None:
    assert CaseGrant.objects.filter(case=case, closed_at=None).count() == 2
    erase(case, berta, officer)
    assert set(CaseGrant.objects.values_list("close_reason", flat=True)) == {"erased"}
    assert CaseGroupPermission.objects.filter(content_object=case).count() == 0


def test_erasure_is_recorded(case: Case, berta: User, officer: User) -> None:
    erase(case, berta, officer)
    kinds = [
        AuditAction.ERASURE_REQUESTED, AuditAction.ERASURE_CONFIRMED, AuditAction.KEY_DESTROYED,
        AuditAction.ERASURE_COMPLETED,
    ]  # fmt: skip
    events = Event.objects.filter(case_ref=case.pk, kind__in=kinds).order_by("pk")
    assert [(event.kind, event.actor) for event in events] == [
        (kinds[0], berta.pk),
        (kinds[1], officer.pk),
        *[(kinds[2], officer.pk)] * 3,
        (kinds[3], officer.pk),
    ]
    assert set(ErasureLedger.objects.values_list("basis", flat=True)) == {BASIS.value}


def test_nobody_erases_alone(case: Case, berta: User) -> None:
    request = services.request_erasure(case=case, by=berta, basis=BASIS)
    with pytest.raises(PermissionRefused):
        services.confirm_erasure(request=request, by=berta)
    request.confirmed_by, request.confirmed_at = berta, request.requested_at
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save()
    assert ErasureLedger.objects.count() == 0


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "aurora"])
def test_others_neither_ask_nor_agree(
    case: Case, berta: User, who: str, request: pytest.FixtureRequest
) -> None:
    somebody = request.getfixturevalue(who)
    with pytest.raises(PermissionRefused):
        services.request_erasure(case=case, by=somebody, basis=BASIS)
    asked = services.request_erasure(case=case, by=berta, basis=BASIS)
    with pytest.raises(PermissionRefused):
        services.confirm_erasure(request=asked, by=somebody)


def test_two_coordinators_of_the_owner_may(case: Case, berta: User) -> None:
    other = entities.coordinator(entity=case.owner_entity, name="Bea")
    assert erase(case, other, berta).confirmed_by == berta


def test_open_case_is_not_erased(ana: User, berta: User, officer: User) -> None:
    case = full_case(ana)
    with pytest.raises(Conflict, match="still open"):
        services.request_erasure(case=case, by=berta, basis=BASIS)
    services.close_case(case=case, by=berta, reason="goals_met")
    request = services.request_erasure(case=case, by=berta, basis=BASIS)
    services.reopen_case(case=case, by=berta)
    with pytest.raises(Conflict, match="opened again"):
        services.confirm_erasure(request=request, by=officer)


def test_asking_and_agreeing_twice_is_refused(case: Case, berta: User, officer: User) -> None:
    request = services.request_erasure(case=case, by=berta, basis=BASIS)
    with pytest.raises(Conflict, match="asked to erase this case before"):
        services.request_erasure(case=case, by=officer, basis=BASIS)
    services.confirm_erasure(request=request, by=officer)
    with pytest.raises(Conflict, match="agreed to this before"):
        services.confirm_erasure(request=request, by=officer)


@pytest.mark.parametrize("step", ["order_erasure", "finish_keys", "end_grant"])
def test_agreed_erasure_goes_on_after_a_kill(
    case: Case, berta: User, officer: User, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    people = list(Person.objects.values_list("pk", flat=True))
    with monkeypatch.context() as patch:
        patch.setattr(module, step, kill)
        with pytest.raises(Killed):
            erase(case, berta, officer)
    finish_agreed_erasures()
    assert personal_values(case.pk, people) == []
    assert DataKey.objects.filter(owner__in=["case", "person"]).count() == 0
    assert ErasureRequest.objects.get().completed_at is not None
    assert services.finish_erasures() == 0


def test_restored_rows_are_cleared_again(case: Case, berta: User, officer: User) -> None:
    people = list(Person.objects.values_list("pk", flat=True))
    with passing_sealed():
        before = Case.objects.values().get()
    erase(case, berta, officer)
    with passing_sealed():
        Case.objects.filter(pk=case.pk).update(**before)
    replay_erasures()
    assert personal_values(case.pk, people) == []


def test_person_of_another_case_keeps_what_she_said(
    case: Case, ana: User, berta: User, officer: User
) -> None:
    other = factory.open_case(by=ana)
    other.person = case.person
    other.save()
    erase(case, berta, officer)
    with passing_sealed():
        assert Person.objects.get(pk=other.person_id).legal_name is not None
    assert Case.objects.get(pk=case.pk).person is None


def test_every_column_has_a_value_that_says_nothing() -> None:
    """A relation or a number that may be neither empty nor a default would need a decision."""
    undecided = [
        f"{model._meta.label}.{name}"
        for model, _ in ways_to_cases()
        for name, value in neutral_values(model).items()
        if value == ""
        and not isinstance(model._meta.get_field(name), models.CharField | models.TextField)
    ]
    assert undecided == []


def test_codes_stay_for_the_log(case: Case, berta: User, officer: User) -> None:
    codes = list(case.codes.values_list("code", flat=True))
    erase(case, berta, officer)
    assert list(case.codes.values_list("code", flat=True)) == codes
    assert {type(case.codes.first())} == clearing._LEFT
