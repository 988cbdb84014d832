"""Which consent counts, and what closes when she takes one back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import selectors, services
from cases.enums import GrantSource, Part
from core.exceptions import Conflict
from entities.models import User
from tests.cases.pages import handle, page
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db

ALL = frozenset(part.value for part in Part)


def test_consent_counts_for_its_recipient_only(ana: User) -> None:
    case = factory.open_case(by=ana)
    receiving, other = entities.receiving_entity(), entities.unrelated_entity()
    purpose = "referral_specialised"
    factory.consent(case=case, recipient_entity=receiving)

    def says(**about: object) -> bool:
        return selectors.has_consent(case, purpose=purpose, **about)

    assert says(recipient=receiving)
    assert says(kind="specialised_ngo")
    assert not says(recipient=other)
    assert not says(kind="health")
    assert not selectors.has_consent(case, purpose="share_health", recipient=receiving)


def test_consent_for_a_kind_counts_for_every_entity_of_it(ana: User) -> None:
    case = factory.open_case(by=ana)
    factory.consent(case=case, recipient_kind="specialised_ngo")
    about = {"purpose": "referral_specialised"}
    assert selectors.has_consent(case, recipient=entities.receiving_entity(), **about)
    assert selectors.has_consent(case, kind="specialised_ngo", **about)
    assert not selectors.has_consent(case, recipient=entities.unrelated_entity(), **about)


def test_latest_answer_counts(ana: User) -> None:
    case = factory.open_case(by=ana)
    about = {"purpose": "referral_specialised", "recipient": entities.receiving_entity()}
    yesterday = timezone.localdate() - timedelta(days=1)
    factory.consent(case=case, asked_on=yesterday)
    assert selectors.has_consent(case, **about)

    factory.consent(case=case, status="refused")
    assert not selectors.has_consent(case, **about)

    factory.consent(case=case, status="given_limited")
    assert selectors.has_consent(case, **about)

    services.record_consent(
        case=case, by=ana, values={"purpose": "referral_specialised", "status": "refused"}
    )
    assert not selectors.has_consent(case, **about)


def test_consent_without_recipient_counts_only_where_none_is_needed(ana: User) -> None:
    case = factory.open_case(by=ana)
    services.record_consent(case=case, by=ana, values={"purpose": "case_record", "status": "given"})
    assert selectors.has_consent(case, purpose="case_record")
    with pytest.raises(ValidationError) as refused:
        services.record_consent(
            case=case, by=ana, values={"purpose": "share_health", "status": "given"}
        )
    assert list(refused.value.message_dict) == ["recipient_kind"]


def test_ended_withdrawn_and_struck_consents_do_not_count(ana: User) -> None:
    case = factory.open_case(by=ana)
    today = timezone.localdate()
    about = {"purpose": "referral_specialised", "recipient": entities.receiving_entity()}

    week = today - timedelta(days=7)
    factory.consent(case=case, asked_on=week, valid_until=today - timedelta(days=1))
    assert not selectors.has_consent(case, **about)

    row = factory.consent(case=case)
    assert selectors.has_consent(case, **about)
    services.withdraw_consent(consent=row, by=ana)
    assert not selectors.has_consent(case, **about)

    other = factory.consent(case=case)
    services.strike_consent(consent=other, by=ana, reason="wrong_case")
    assert not selectors.has_consent(case, **about)


def test_withdrawal_closes_parts_but_not_the_cards_that_keep_her_safe(
    ana: User, bruno: User
) -> None:
    case = factory.open_case(by=ana)
    row = factory.consent(
        case=case,
        recipient_entity=bruno.entity,
        parts=["summary", "health", "contact_card", "arrival_card"],
    )
    factory.open_grant(case=case, parts=("summary", "health", "contact_card", "arrival_card"))

    services.withdraw_consent(consent=row, by=bruno)

    assert selectors.open_parts(case, bruno.entity) == {"offer", "contact_card", "arrival_card"}
    assert selectors.open_parts(case, ana.entity) == ALL
    with pytest.raises(Conflict):
        services.withdraw_consent(consent=row, by=ana)


@pytest.mark.parametrize("recipient", ["entity", "kind"])
def test_withdrawal_of_what_lists_no_part_closes_all_that_rests_on_it(
    client: Client, ana: User, bruno: User, recipient: str
) -> None:
    case = factory.open_case(by=ana)
    named = {"recipient_entity": bruno.entity} if recipient == "entity" else {}
    row = factory.consent(case=case, **named)
    factory.open_grant(case=case, parts=("summary", "narrative", "health", "contact_card"))
    factory.open_grant(case=case, entity=entities.unrelated_entity(), parts=("summary",))

    client.force_login(ana)
    url = page("withdraw_consent", case, ana, handle(row, ana))
    text = client.get(url).content.decode()
    assert "Entity B: Health data, Narrative, Summary" in text
    assert "Nothing that is open now rests on it" not in text

    services.withdraw_consent(consent=row, by=ana)

    assert selectors.open_parts(case, bruno.entity) == {"offer", "contact_card"}
    assert selectors.open_parts(case, entities.unrelated_entity()) == {"offer", "summary"}


def test_withdrawal_of_one_shared_part_closes_that_part(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    row = factory.consent(case=case, purpose="share_health", recipient_entity=bruno.entity)
    factory.open_grant(case=case, parts=("summary", "health"))
    services.withdraw_consent(consent=row, by=ana)
    assert selectors.open_parts(case, bruno.entity) == {"offer", "summary"}


def test_withdrawal_leaves_what_rests_on_another_basis(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    row = factory.consent(case=case)
    services.open_grant(
        case=case,
        entity=bruno.entity,
        parts=["summary"],
        source=GrantSource.REFERRAL,
        reason="referral_legal_duty",
        by=ana,
    )
    assert selectors.grants_resting_on(row) == []
    services.withdraw_consent(consent=row, by=ana)
    assert selectors.open_parts(case, bruno.entity) == {"offer", "summary"}


def test_receiver_sees_the_consents_that_name_it(client: Client, ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    factory.open_grant(case=case)
    named = factory.consent(case=case, recipient_entity=bruno.entity)
    kind = factory.consent(case=case, recipient_kind="specialised_ngo")
    factory.consent(case=case, purpose="share_health", recipient_kind="health")

    assert {row.pk for row in selectors.consents_of(case, bruno.entity)} == {named.pk, kind.pk}
    assert len(selectors.consents_of(case, ana.entity)) == 3


def test_withdrawing_one_of_two_alike_withdraws_both(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    about = {"purpose": "referral_specialised", "recipient": bruno.entity}
    older = factory.consent(case=case, recipient_entity=bruno.entity)
    newer = factory.consent(case=case, recipient_entity=bruno.entity)

    services.withdraw_consent(consent=older, by=ana)
    newer.refresh_from_db()
    assert newer.withdrawn_at is not None
    assert not selectors.has_consent(case, **about)

    factory.consent(case=case, recipient_entity=bruno.entity)
    assert selectors.has_consent(case, **about)


def test_withdrawal_is_newer_than_a_consent_for_the_kind(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    named = factory.consent(case=case, recipient_entity=bruno.entity)
    factory.consent(case=case, recipient_kind="specialised_ngo")
    services.withdraw_consent(consent=named, by=ana)
    about = {"purpose": "referral_specialised"}
    assert not selectors.has_consent(case, recipient=bruno.entity, **about)


def test_withdrawn_consent_is_never_struck(client: Client, ana: User) -> None:
    case = factory.open_case(by=ana)
    row = factory.consent(case=case)
    services.withdraw_consent(consent=row, by=ana)
    with pytest.raises(Conflict):
        services.strike_consent(consent=row, by=ana, reason="wrong_case")
    client.force_login(ana)
    shown = client.get(page("detail", case, ana)).context["consents"]
    assert [entry.strike_url for entry in shown] == [""]


def test_striking_a_consent_closes_what_rests_on_it_alone(
    client: Client, ana: User, bruno: User
) -> None:
    case = factory.open_case(by=ana)
    twice = [factory.consent(case=case, recipient_entity=bruno.entity) for _time in range(2)]
    factory.open_grant(case=case, parts=("summary", "contact_card"))

    services.strike_consent(consent=twice[0], by=ana, reason="duplicate")
    assert selectors.open_parts(case, bruno.entity) == {"offer", "summary", "contact_card"}

    client.force_login(ana)
    url = page("strike", case, ana, "consent", handle(twice[1], ana))
    assert "Entity B: Summary" in client.get(url).content.decode()
    services.strike_consent(consent=twice[1], by=ana, reason="wrong_case")
    assert selectors.open_parts(case, bruno.entity) == {"offer", "contact_card"}
