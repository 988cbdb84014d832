"""What is open at which stage, and which consent counts."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import selectors, services
from cases.disclosure import DISCLOSURE, PART_OF, disclosed
from cases.enums import GrantSource, Part, Stage
from cases.models import Case
from core import vocabularies
from core.codes import show_code
from core.exceptions import Conflict
from entities.models import User
from tests.cases.pages import handle, page
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db

ALL = frozenset(part.value for part in Part)


def test_table_names_every_part_of_the_vocabulary_at_every_stage() -> None:
    assert {part.value for part in DISCLOSURE} == set(vocabularies.codes("disclosure_part"))
    shown = {stage: disclosed(ALL, stage) for stage in Stage}
    assert shown == {
        Stage.OWN: ALL,
        Stage.OFFERED: frozenset({"offer"}),
        Stage.ACCEPTED: ALL,
        Stage.CLOSED: frozenset(),
    }


@pytest.mark.parametrize("stage", list(Stage))
def test_parts_not_agreed_stay_closed_except_to_the_owner(stage: Stage) -> None:
    expected = {Stage.OWN: ALL, Stage.OFFERED: {"offer"}, Stage.ACCEPTED: {"offer"}}
    assert disclosed([], stage) == expected.get(stage, frozenset())


def test_every_sealed_column_of_a_case_belongs_to_a_part() -> None:
    special = Case.Privacy.special | {"summary", "needs"}
    assert special - set(PART_OF) == set()


def test_page_of_the_receiver_shows_only_its_parts(client: Client, ana: User, bruno: User) -> None:
    texts = {
        "summary": "The summary text",
        "needs": "The needs text",
        "narrative": "The narrative text",
        "health": "The health text",
        "trafficking_history": "The history text",
    }
    case = factory.open_case(by=ana, **texts)
    factory.open_grant(case=case, parts=(Part.SUMMARY, Part.HEALTH))
    factory.intervention(case=case, by=ana, note="The owner's note")

    client.force_login(bruno)
    url = reverse("cases:detail", args=[selectors.code_for(case, bruno.entity)])
    shown = client.get(url).content.decode()

    assert {name for name, text in texts.items() if text in shown} == {"summary", "health"}
    assert "Legal" in shown
    assert "owner&#x27;s note" not in shown
    assert "contact card" not in shown


@pytest.fixture
def people(ana: User, bruno: User, carla: User) -> dict[str, User]:
    """The owner's worker, a receiver, and another receiver."""
    return {"ana": ana, "bruno": bruno, "carla": carla}


@pytest.mark.parametrize(
    ("parts", "writer", "reader", "sees"),
    [
        ((), "ana", "bruno", ()),
        (("summary",), "ana", "bruno", ("fact",)),
        (("summary", "narrative"), "ana", "bruno", ("fact", "note")),
        ((), "bruno", "bruno", ("fact", "note")),
        ((), "bruno", "ana", ("fact",)),
        (("narrative",), "bruno", "ana", ("fact",)),
        (("summary", "narrative"), "carla", "bruno", ("fact",)),
        ((), "carla", "bruno", ()),
    ],
)
def test_entries_by_writer_and_reader(
    client: Client,
    people: dict[str, User],
    parts: tuple[str, ...],
    writer: str,
    reader: str,
    sees: tuple[str, ...],
) -> None:
    case = factory.open_case(by=people["ana"])
    factory.open_grant(case=case, parts=parts)
    factory.open_grant(case=case, entity=people["carla"].entity, parts=())
    factory.intervention(case=case, by=people[writer], service_type="mediation", note="A secret")

    person = people[reader]
    client.force_login(person)
    url = reverse("cases:detail", args=[selectors.code_for(case, person.entity)])
    shown = client.get(url).content.decode()
    label = vocabularies.label("service_type", "mediation")
    found = tuple(name for name, text in (("fact", label), ("note", "A secret")) if text in shown)
    assert found == sees


@pytest.mark.parametrize(
    ("parts", "writer", "reader", "sees"),
    [
        ((), "ana", "bruno", ()),
        (("summary",), "ana", "bruno", ("must not",)),
        (("summary", "narrative"), "ana", "bruno", ("needs", "must not")),
        ((), "bruno", "bruno", ("needs", "must not")),
        (("narrative",), "bruno", "ana", ("must not",)),
        (("summary", "narrative"), "carla", "bruno", ("must not",)),
    ],
)
def test_texts_of_a_child_open_alike_on_page_and_in_history(
    client: Client,
    people: dict[str, User],
    parts: tuple[str, ...],
    writer: str,
    reader: str,
    sees: tuple[str, ...],
) -> None:
    case = factory.open_case(by=people["ana"])
    factory.open_grant(case=case, parts=parts)
    factory.open_grant(case=case, entity=people["carla"].entity, parts=())
    texts = {"needs": "A quiet school", "must not": "The uncle"}
    child = factory.child(
        case=case, by=people[writer], needs=texts["needs"], must_not_learn=texts["must not"]
    )

    person = people[reader]
    client.force_login(person)
    answer = client.get(page("detail", case, person)).content.decode()
    assert tuple(name for name, text in texts.items() if text in answer) == sees
    url = page("entry_history", case, person, "child", handle(child, person))
    history = client.get(url)
    assert history.status_code == (200 if sees else 404)
    if sees:
        found = history.content.decode()
        assert tuple(name for name, text in texts.items() if text in found) == sees


def test_newer_entries_of_the_owner_hide_none_of_the_receivers(
    client: Client, ana: User, bruno: User
) -> None:
    case = factory.open_case(by=ana)
    factory.open_grant(case=case, parts=())
    factory.intervention(
        case=case, by=bruno, note="Ours", happened_on=timezone.localdate() - timedelta(days=3)
    )
    for _number in range(51):
        factory.intervention(case=case, by=ana)

    client.force_login(bruno)
    answer = client.get(page("detail", case, bruno))
    assert next(event.text for event in answer.context["events"]).endswith("Ours")
    assert (len(answer.context["events"]), answer.context["is_cut"]) == (1, False)

    client.force_login(ana)
    answer = client.get(page("detail", case, ana))
    assert (len(answer.context["events"]), answer.context["is_cut"]) == (50, True)


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


def test_pages_of_two_entities_share_no_token(client: Client, ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"})
    factory.open_grant(case=case, parts=tuple(ALL))
    factory.intervention(case=case, note="One")
    factory.status(case=case)
    factory.child(case=case)
    factory.consent(case=case, recipient_entity=bruno.entity)
    tokens = {}
    for person in (ana, bruno):
        client.force_login(person)
        code = show_code(selectors.code_for(case, person.entity))
        pages = [client.get(reverse("cases:detail", args=[code])).content.decode()]
        pages.append(client.get(reverse("cases:history", args=[code])).content.decode())
        found = re.findall(
            r"[a-z2-7]{26}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]|[0-9a-f]{8,}", "".join(pages)
        )
        tokens[person.name] = set(found)

    assert len(tokens["Ana"]) > 4
    assert tokens["Ana"] & tokens["Bruno"] == set()
