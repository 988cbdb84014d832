"""What is open at which stage."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import selectors
from cases.disclosure import DISCLOSURE, PART_OF, disclosed
from cases.enums import Part, Stage
from cases.models import Case
from core import vocabularies
from core.codes import show_code
from entities.models import User
from tests.cases.pages import handle, page
from tests.factories import cases as factory

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
