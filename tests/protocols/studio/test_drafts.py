"""Drafts: begun, changed, undone; and nothing lost when two people change the same."""

import threading
from dataclasses import replace

import pytest
from django.db import connection, connections

from audit.models import Event
from core.exceptions import Conflict, NotVisible, PermissionRefused
from entities.models import User
from protocols import services as publishing
from protocols.definition import Definition
from protocols.enums import VersionStatus
from protocols.findings import MalformedProtocol
from protocols.models import ProtocolVersion
from protocols.parser import parse
from protocols.studio import edits, selectors, services
from protocols.writer import write
from tests.factories import entities as people
from tests.factories.protocols import protocol_manager
from tests.protocols.charts import WORDS, chart, step

pytestmark = pytest.mark.django_db
BEGUN = chart([step("a")], "s a", "a e")
ENTITIES = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">&c;</definitions>"""


@pytest.fixture
def pilar() -> User:
    """A protocol manager."""
    return protocol_manager()


def begun(by: User, definition: Definition = BEGUN) -> ProtocolVersion:
    return services.create_draft(xml=write(definition), source="nothing", by=by)


def with_step(definition: Definition, name: str) -> Definition:
    return edits.insert(definition, "a_e", step(name))


def change(version: ProtocolVersion, name: str, by: User, based_on: int | None = None):
    base = version.revision if based_on is None else based_on
    changed = with_step(selectors.definition_at(version, base), name)
    return services.save_draft(version=version, definition=changed, based_on=base, by=by)


def steps_of(version: ProtocolVersion) -> set[str]:
    return set(parse(bytes(ProtocolVersion.objects.get(pk=version.pk).xml)).steps)


def test_a_draft_from_a_published_version_leaves_it_alone(pilar: User) -> None:
    published = publishing.publish_version(version=begun(pilar), by=pilar)
    draft = services.create_draft(xml=bytes(published.xml), source="version", by=pilar)
    change(draft, "b", pilar)

    assert (draft.number, draft.protocol) == (2, published.protocol)
    assert (steps_of(published), steps_of(draft)) == ({"a"}, {"a", "b"})


def test_a_published_version_is_never_changed(pilar: User) -> None:
    published = publishing.publish_version(version=begun(pilar), by=pilar)

    with pytest.raises(Conflict):
        change(published, "b", pilar)
    with pytest.raises(Conflict):
        services.undo_change(version=published, based_on=0, by=pilar)


@pytest.mark.parametrize("role", ["caseworker", "coordinator", "auditor", "administrator"])
def test_others_may_neither_make_nor_change_drafts(pilar: User, role: str) -> None:
    other = people.user(role=role, entity=people.office(), name="Other")
    draft = begun(pilar)

    with pytest.raises(PermissionRefused):
        begun(other)
    with pytest.raises(PermissionRefused):
        change(draft, "b", other)
    with pytest.raises(PermissionRefused):
        services.undo_change(version=draft, based_on=0, by=other)
    with pytest.raises(NotVisible):
        selectors.draft_for(other, draft.protocol.slug, draft.number)


@pytest.mark.parametrize(
    "xml",
    [
        b"", b"<a/>", ENTITIES.encode(), b"\xff\xfe", write(BEGUN).replace(b"userTask", b"scriptTask"),
        write(replace(BEGUN, code="../admin")), write(replace(BEGUN, country="Spain")),
        write(replace(BEGUN, code="x" * 65)),
    ],
)  # fmt: skip
def test_a_file_outside_the_subset_makes_no_draft(pilar: User, xml: bytes) -> None:
    with pytest.raises(MalformedProtocol):
        services.create_draft(xml=xml, source="file", by=pilar)

    assert not ProtocolVersion.objects.exists()


def test_changes_are_undone_and_redone_across_saves(pilar: User) -> None:
    draft = change(begun(pilar), "b", pilar).version
    draft = change(draft, "c", pilar).version

    draft = services.undo_change(version=draft, based_on=draft.revision, by=pilar)
    assert steps_of(draft) == {"a", "b"}
    draft = services.undo_change(version=draft, based_on=draft.revision, by=pilar)
    assert steps_of(draft) == {"a"}
    with pytest.raises(Conflict):
        services.undo_change(version=draft, based_on=draft.revision, by=pilar)
    draft = services.redo_change(version=draft, based_on=draft.revision, by=pilar)
    draft = services.redo_change(version=draft, based_on=draft.revision, by=pilar)
    assert steps_of(draft) == {"a", "b", "c"}
    with pytest.raises(Conflict):
        services.redo_change(version=draft, based_on=draft.revision, by=pilar)


def test_a_change_after_undoing_can_be_undone_too(pilar: User) -> None:
    draft = change(begun(pilar), "b", pilar).version
    draft = services.undo_change(version=draft, based_on=draft.revision, by=pilar)
    draft = change(draft, "c", pilar).version

    assert steps_of(draft) == {"a", "c"}
    draft = services.undo_change(version=draft, based_on=draft.revision, by=pilar)
    draft = services.redo_change(version=draft, based_on=draft.revision, by=pilar)
    assert steps_of(draft) == {"a", "c"}


def test_a_stale_change_is_set_aside_and_neither_is_lost(pilar: User) -> None:
    paula = protocol_manager("Paula")
    draft = begun(pilar)
    change(draft, "b", pilar, based_on=0)
    late = change(draft, "c", paula, based_on=0)

    assert (steps_of(draft), late.aside) == ({"a", "b"}, 2)
    assert selectors.state_after(late.version) is None
    with pytest.raises(NotVisible):
        selectors.aside_for(pilar, draft, 2)
    made = services.keep_aside(version=draft, number=2, by=paula)
    assert (made.number, made.status, steps_of(made)) == (2, VersionStatus.DRAFT, {"a", "c"})
    assert not selectors.asides_of(paula, draft).exists()


def test_theirs_can_be_taken(pilar: User) -> None:
    draft = begun(pilar)
    change(draft, "b", pilar, based_on=0)
    late = change(draft, "c", pilar, based_on=0)
    assert late.aside is not None

    services.discard_aside(version=draft, number=late.aside, by=pilar)

    assert steps_of(draft) == {"a", "b"}
    with pytest.raises(NotVisible):
        services.keep_aside(version=draft, number=late.aside, by=pilar)


def test_undoing_on_a_stale_page_is_refused(pilar: User) -> None:
    draft = begun(pilar)
    change(draft, "b", pilar)

    with pytest.raises(Conflict):
        services.undo_change(version=draft, based_on=0, by=pilar)


def test_the_same_file_again_is_no_change(pilar: User) -> None:
    draft = begun(pilar)
    saved = services.save_draft(version=draft, definition=BEGUN, based_on=0, by=pilar)

    assert (saved.version.revision, saved.aside) == (0, None)


def test_code_and_country_never_change(pilar: User) -> None:
    draft = begun(pilar)
    for other in (replace(BEGUN, code="other"), replace(BEGUN, country="PT")):
        with pytest.raises(MalformedProtocol):
            services.save_draft(version=draft, definition=other, based_on=0, by=pilar)


def test_only_so_many_states_are_kept(pilar: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MAX_REVISIONS", 3)
    draft = begun(pilar)
    for number in range(6):
        draft = change(draft, f"b{number}", pilar).version

    assert list(draft.revisions.values_list("number", flat=True)) == [4, 5, 6]
    with pytest.raises(Conflict):
        selectors.definition_at(draft, 0)


def test_the_log_says_what_was_done_to_a_draft_but_not_what_is_in_it(pilar: User) -> None:
    draft = change(begun(pilar), "b", pilar).version
    services.undo_change(version=draft, based_on=draft.revision, by=pilar)
    late = change(draft, "c", pilar, based_on=1)
    assert late.aside is not None
    services.discard_aside(version=draft, number=late.aside, by=pilar)

    events = Event.objects.filter(kind__startswith="draft:").order_by("id")
    assert list(events.values_list("kind", flat=True)) == [
        "draft:created", "draft:changed", "draft:reverted", "draft:set-aside", "draft:discarded",
    ]  # fmt: skip
    assert all(WORDS["en"] not in bytes(event.body).decode() for event in events)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_of_two_who_save_at_once_one_is_set_aside(pilar: User) -> None:
    draft = begun(pilar)
    ready = threading.Barrier(2)
    found: list[int | None] = []

    def press(name: str) -> None:
        ready.wait()
        try:
            found.append(change(draft, name, pilar, based_on=0).aside)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[name]) for name in ("b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found, key=str) == [2, None]
    assert draft.revisions.count() == 3
