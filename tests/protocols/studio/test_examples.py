"""Example cases go with a draft: walked at every save, inherited, and removed with it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from protocols.actions import Action, Deed
from protocols.models import Consultation, ExampleCase, Protocol, ProtocolVersion
from protocols.studio import edits, services
from protocols.tryout.examples import Example
from protocols.tryout.services import add_example
from protocols.writer import write
from tests.factories import entities as people
from tests.protocols.charts import chart, step

pytestmark = pytest.mark.django_db
BEGUN = chart([step("a")], "s a", "a e")
DONE = Example({"en": "All goes well"}, (Action(Deed.COMPLETE, "a"),), ("a", "e"))


@pytest.fixture
def draft(pilar: User) -> ProtocolVersion:
    version = services.create_draft(xml=write(BEGUN), source="nothing", by=pilar)
    add_example(version=version, example=DONE, by=pilar)
    return version


def insert(version: ProtocolVersion, by: User) -> services.Saved:
    changed = edits.insert(BEGUN, "a_e", step("b"))
    return services.save_draft(
        version=version, definition=changed, based_on=version.revision, by=by
    )


def test_saving_says_which_examples_take_another_path(draft: ProtocolVersion, pilar: User) -> None:
    saved = insert(draft, pilar)

    assert [(one.number, one.outcome.unexpected) for one in saved.tried] == [(1, ("b",))]
    assert saved.failing == 1


def test_the_table_says_which_and_how(client: Client, draft: ProtocolVersion, pilar: User) -> None:
    insert(draft, pilar)
    page = client.get(reverse("studio:table", args=["chart", 1]))

    (told,) = page.context["examples"]["failing"]
    assert told["name"] == "All goes well"
    assert told["problem"].startswith("After “Words” the run comes to “Words”")
    assert told["url"] in page.content.decode()


def test_the_boards_answer_says_it_too(client: Client, draft: ProtocolVersion, pilar: User) -> None:
    insert(draft, pilar)
    answer = client.get(reverse("studio:board_file", args=["chart", 1])).json()

    assert answer["examples"]["count"] == 1
    assert [one["name"] for one in answer["examples"]["failing"]] == ["All goes well"]


def test_a_form_tells_it_when_it_saves(client: Client, draft: ProtocolVersion, pilar: User) -> None:
    path = reverse("studio:add", args=["chart", 1, "a_e"])
    data = {"kind": "step", "words_en": "More", "lane": "L", "based_on": 0}
    page = client.post(path, data, follow=True)

    assert "1 example case now takes another path than expected." in page.content.decode()


@pytest.mark.parametrize("source", ["version", "file"])
def test_a_draft_inherits_examples(draft: ProtocolVersion, pilar: User, source: str) -> None:
    like = draft if source == "version" else None
    made = services.create_draft(xml=write(BEGUN), source=source, by=pilar, like=like)

    assert [row.content for row in made.examples.all()] == [DONE.to_json()]
    assert ExampleCase.objects.count() == 2


def test_a_draft_is_removed_with_what_was_kept_of_it(
    client: Client, draft: ProtocolVersion, pilar: User
) -> None:
    insert(draft, pilar)
    second = services.create_draft(xml=write(BEGUN), source="version", by=pilar)
    services.remove_draft(version=second, by=pilar)
    assert Protocol.objects.count() == 1

    response = client.post(reverse("studio:remove_draft", args=["chart", 1]))

    assert response.url == reverse("protocols:list")
    assert not Protocol.objects.exists()
    assert not ExampleCase.objects.exists()
    assert Event.objects.filter(kind="draft:removed").count() == 2


def test_a_draft_about_which_people_were_asked_stays(draft: ProtocolVersion, pilar: User) -> None:
    Consultation.objects.create(version=draft, number=1, prepared_by=pilar)

    with pytest.raises(Conflict):
        services.remove_draft(version=draft, by=pilar)


def test_others_may_not_remove_it(draft: ProtocolVersion) -> None:
    other = people.user(role="coordinator", entity=people.office(), name="Other")

    with pytest.raises(PermissionRefused):
        services.remove_draft(version=draft, by=other)


def test_an_order_of_the_drawing_changes_nothing_else(
    client: Client, draft: ProtocolVersion, pilar: User
) -> None:
    before: Any = bytes(draft.xml)
    response = client.post(reverse("studio:lay_out", args=["chart", 1]), {"based_on": 0})

    assert response.url == reverse("studio:board", args=["chart", 1])
    assert bytes(ProtocolVersion.objects.get().xml) == before
