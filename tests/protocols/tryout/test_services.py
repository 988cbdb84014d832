"""Example cases with a version: kept, changed, run again, and asked before publishing."""

import pytest

from audit.models import Event
from core.exceptions import Conflict, NotVisible, PermissionRefused
from protocols import services as versions
from protocols.actions import Action, Deed
from protocols.models import ExampleCase, ProtocolVersion
from protocols.tryout import services
from protocols.tryout.examples import Example
from protocols.tryout.selectors import run_examples
from protocols.writer import write
from tests.factories.protocols import protocol_manager
from tests.protocols.charts import chart, gateway, step, yesno

pytestmark = pytest.mark.django_db

DECIDES = chart(
    [step("a", yesno("p")), gateway("g", "exclusive", "g_c"), step("b"), step("c")],
    "s a", "a g", "g b: p", "g c", "b e", "c e",
)  # fmt: skip
YES = (Action(Deed.COMPLETE, "a", {"p": True}), Action(Deed.COMPLETE, "b"))
HOLDS = Example({"en": "Yes"}, YES, ("a", "b", "e"))
FAILS = Example({"en": "No"}, YES, ("a", "c", "e"))


@pytest.fixture
def manager():
    return protocol_manager()


@pytest.fixture
def draft(manager) -> ProtocolVersion:
    return versions.add_draft(xml=write(DECIDES), by=manager)


def test_examples_run_on_the_draft_as_it_is(draft, manager, django_assert_num_queries):
    services.add_example(version=draft, example=HOLDS, by=manager)
    services.add_example(version=draft, example=FAILS, by=manager)

    with django_assert_num_queries(1):
        tried = run_examples(draft)

    assert [(item.number, item.outcome.holds) for item in tried] == [(1, True), (2, False)]
    other = chart([step("a", yesno("p"))], "s a", "a e")
    assert [item.outcome.holds for item in run_examples(draft, other)] == [False, False]


def test_a_failing_example_keeps_a_draft_from_being_published(draft, manager):
    services.add_example(version=draft, example=HOLDS, by=manager)
    services.add_example(version=draft, example=FAILS, by=manager)

    with pytest.raises(Conflict, match="another path than the one expected: 2"):
        versions.publish_version(version=draft, by=manager)
    services.change_example(version=draft, number=2, example=HOLDS, by=manager)
    assert versions.publish_version(version=draft, by=manager).published_by == manager


def test_examples_of_a_published_version_stay(draft, manager):
    services.add_example(version=draft, example=HOLDS, by=manager)
    versions.publish_version(version=draft, by=manager)

    for write_it in (
        lambda: services.add_example(version=draft, example=HOLDS, by=manager),
        lambda: services.change_example(version=draft, number=1, example=FAILS, by=manager),
        lambda: services.remove_example(version=draft, number=1, by=manager),
    ):
        with pytest.raises(Conflict):
            write_it()
    assert ExampleCase.objects.get().content == HOLDS.to_json()


def test_only_who_manages_protocols_changes_examples(draft, manager, ana, berta, aurora):
    services.add_example(version=draft, example=HOLDS, by=manager)

    for person in (ana, berta, aurora):
        with pytest.raises(PermissionRefused):
            services.add_example(version=draft, example=HOLDS, by=person)
        with pytest.raises(PermissionRefused):
            services.change_example(version=draft, number=1, example=FAILS, by=person)
        with pytest.raises(PermissionRefused):
            services.remove_example(version=draft, number=1, by=person)
    assert [item.outcome.holds for item in run_examples(draft)] == [True]


def test_every_change_is_in_the_log_without_its_words(draft, manager):
    services.add_example(version=draft, example=HOLDS, by=manager)
    services.change_example(version=draft, number=1, example=FAILS, by=manager)
    services.remove_example(version=draft, number=1, by=manager)
    events = Event.objects.filter(kind__startswith="example:").order_by("id")

    assert [event.kind for event in events] == [
        "example:added",
        "example:changed",
        "example:removed",
    ]
    assert b"Yes" not in b"".join(bytes(event.body) for event in events)
    with pytest.raises(NotVisible):
        services.remove_example(version=draft, number=1, by=manager)


def test_there_is_a_most(draft, manager, monkeypatch):
    monkeypatch.setattr(services, "MAX_EXAMPLES", 2)
    for _ in range(2):
        services.add_example(version=draft, example=HOLDS, by=manager)

    with pytest.raises(Conflict):
        services.add_example(version=draft, example=HOLDS, by=manager)


def test_the_library_brings_its_examples_once():
    loaded = versions.load_library()
    versions.load_library()

    for version in loaded:
        tried = run_examples(version)
        assert all(item.outcome.holds for item in tried)
        assert len(tried) >= 3
