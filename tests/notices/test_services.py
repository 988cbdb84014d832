"""Notices: for whom they are written, in the transaction of the change, and opened by whom."""

import pytest
from django.db import transaction

from core.abilities import Ability
from core.exceptions import NotVisible
from entities import services as entity_services
from entities.enums import Role
from entities.models import User
from notices import selectors
from notices.enums import MailKind, NoticeKind
from notices.models import Notice, OutboxMail
from notices.services import mark_all_read, notify, open_notice
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

OFFERED = NoticeKind.REFERRAL_OFFERED


def told() -> set[str]:
    """The names of those who have a notice."""
    return set(Notice.objects.values_list("user__name", flat=True))


def test_coordinators_of_the_entity_are_told(bruno: User, berta: User) -> None:
    factory.coordinator(entity=bruno.entity, name="Bea")
    factory.caseworker(entity=bruno.entity, name="Nobody")

    notify(OFFERED, entity=bruno.entity, path="/referrals/inbox/")

    assert told() == {"Bruno", "Bea"}
    assert set(OutboxMail.objects.values_list("user__name", "kind")) == {
        ("Bruno", MailKind.NOTICE),
        ("Bea", MailKind.NOTICE),
    }


def test_people_of_an_ability_are_told(ana: User, berta: User) -> None:
    notify(OFFERED, entity=ana.entity, ability=Ability.WORK_CASES, path="/cases/")

    assert told() == {"Ana", "Berta"}


def test_one_person_is_told(ana: User, berta: User) -> None:
    notify(NoticeKind.STEP_OPENED, user=ana, path="/referrals/")

    assert told() == {"Ana"}


def test_person_of_two_roles_is_told_once(ana: User, berta: User) -> None:
    entity_services.grant_role_without_second_person(user=ana, role=Role.COORDINATOR)

    notify(OFFERED, entity=ana.entity, ability=Ability.WORK_CASES, path="/cases/")

    assert Notice.objects.filter(user=ana).count() == 1


def test_deactivated_people_and_ended_roles_are_not_told(berta: User) -> None:
    gone = factory.coordinator(name="Gone")
    ended = factory.coordinator(name="Ended")
    entity_services.deactivate_user(user=gone, by=berta)
    entity_services.end_role(user=ended, role=Role.COORDINATOR, by=berta)
    gone.refresh_from_db()
    Notice.objects.all().delete()  # of what was just done to the accounts

    notify(OFFERED, entity=berta.entity, path="/referrals/inbox/")
    notify(OFFERED, user=gone, path="/referrals/inbox/")

    assert told() == {"Berta"}


def test_entity_without_people_is_no_error() -> None:
    notify(OFFERED, entity=factory.receiving_entity(), path="/referrals/inbox/")

    assert not Notice.objects.exists()
    assert not OutboxMail.objects.exists()


def test_notice_goes_back_with_the_change(bruno: User) -> None:
    with transaction.atomic():
        notify(OFFERED, entity=bruno.entity, path="/referrals/inbox/")
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example/", "cases/", ""]
)
def test_notice_leads_nowhere_outside(ana: User, path: str) -> None:
    with pytest.raises(ValueError, match="a page of the product"):
        notify(OFFERED, user=ana, path=path)


def test_notice_is_for_an_entity_or_a_person(ana: User) -> None:
    for whom in ({}, {"user": ana, "entity": ana.entity}):
        with pytest.raises(ValueError, match="for an entity or for a person"):
            notify(OFFERED, path="/", **whom)


@pytest.mark.parametrize("kind", NoticeKind)
def test_wording_is_a_sentence_without_places_for_content(kind: NoticeKind) -> None:
    assert (str(kind.label).endswith("."), "%" in kind.label, "{" in kind.label) == (
        True, False, False,
    )  # fmt: skip


def test_opening_marks_as_read_once(ana: User) -> None:
    notify(OFFERED, user=ana, path="/cases/")
    notice = Notice.objects.get()

    first = open_notice(notice=notice, by=ana)
    read_at = Notice.objects.get().read_at
    again = open_notice(notice=notice, by=ana)

    assert (first, again) == ("/cases/", "/cases/")
    assert Notice.objects.get().read_at == read_at is not None


def test_notice_of_another_is_not_there(ana: User, berta: User) -> None:
    notify(OFFERED, user=ana, path="/cases/")

    with pytest.raises(NotVisible):
        open_notice(notice=Notice.objects.get(), by=berta)
    assert Notice.objects.get().read_at is None


def test_unread_are_counted_and_marked_for_one_person(ana: User, berta: User) -> None:
    for person in (ana, ana, berta):
        notify(OFFERED, user=person, path="/cases/")

    assert (selectors.unread_count(ana), selectors.unread_count(berta)) == (2, 1)
    assert mark_all_read(by=ana) == 2
    assert (selectors.unread_count(ana), selectors.unread_count(berta)) == (0, 1)
