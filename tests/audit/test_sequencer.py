"""Every event goes into the tree once, whatever happens to the sequencer."""

import base64
import threading
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import copies, merkle, sequencer, signing
from audit.body import read_body
from audit.models import Checkpoint, Event, Leaf, Node, Pending
from audit.tasks import sequence
from audit.tree import stored_tree
from audit.verify_audit import verify
from tests.audit.pages import event_at
from tests.audit.trees import add, by_force, copied, last_root, problem, seal, sealed_bodies

pytestmark = pytest.mark.django_db


def test_each_new_event_waits_for_the_sequencer() -> None:
    events = add(3)

    waiting = sorted(Pending.objects.values_list("event_id", flat=True))
    assert waiting == [event.pk for event in events]


def test_sealed_events_are_leaves_in_their_order() -> None:
    events = add(3)

    assert sequencer.sequence() == 3
    assert Pending.objects.count() == 0
    assert list(Leaf.objects.values_list("seq", "event_id")) == [
        (number, event.pk) for number, event in enumerate(events)
    ]
    assert [bytes(leaf.hash) for leaf in Leaf.objects.all()] == [
        merkle.leaf_hash(bytes(event.body)) for event in events
    ]
    assert sequencer.sequence() == 0
    assert Checkpoint.objects.count() == 1


def test_order_is_that_of_writing_whatever_the_clock_says() -> None:
    moments = [datetime(2026, 11, 21, hour, tzinfo=UTC) for hour in (12, 11, 13)]
    events = [event_at(moment) for moment in moments]
    sequencer.sequence()

    assert [leaf.event_id for leaf in Leaf.objects.order_by("seq")] == [e.pk for e in events]


@pytest.mark.parametrize("batch", [1, 2, 7, 100])
def test_stored_tree_has_the_root_of_all_leaves(batch: int) -> None:
    add(20)
    sequencer.sequence(batch=batch)

    hashes = [merkle.leaf_hash(body) for body in sealed_bodies()]
    assert last_root() == merkle.root_of(hashes)
    assert merkle.root(stored_tree(), 20) == merkle.root_of(hashes)
    assert Checkpoint.objects.count() == -(-20 // batch)


@pytest.mark.slow
def test_nodes_above_the_leaves_are_stored_once_complete(monkeypatch) -> None:
    monkeypatch.setattr("audit.tree.WIDTH", 4)
    monkeypatch.setattr("audit.tree.LEVELS", 2)
    seal(3, 10, 8, 1, 50)

    hashes = [merkle.leaf_hash(body) for body in sealed_bodies()]
    assert set(Node.objects.values_list("height", flat=True)) == {1, 2, 3}
    assert Node.objects.filter(height=1).count() == 18
    assert Node.objects.filter(height=2).count() == 4
    tree = stored_tree()
    for size in range(1, 73):
        assert merkle.root(tree, size) == merkle.root_of(hashes[:size])
        proof = merkle.consistency_proof(tree, size, 72)
        roots = merkle.root_of(hashes[:size]), merkle.root_of(hashes)
        assert merkle.verify_consistency(size, 72, proof, *roots)
        inclusion = merkle.inclusion_proof(tree, size - 1, 72)
        assert merkle.verify_inclusion(hashes[size - 1], size - 1, 72, inclusion, roots[1])


def test_checkpoint_is_a_signed_note() -> None:
    seal(2)
    note = Checkpoint.objects.get().note
    signer = signing.read_signer(signing.key_path())
    origin, size, root, empty, signature = note.splitlines()

    assert (origin, size, base64.b64decode(root), empty) == (signer.name, "2", last_root(), "")
    mark, name, blob = signature.split(" ")
    assert (mark, name, base64.b64decode(blob)[:4]) == ("—", signer.name, signer.public.id)
    text = f"{origin}\n{size}\n{root}\n"
    signer.private.public_key().verify(base64.b64decode(blob)[4:], text.encode())


def test_key_is_read_by_its_owner_alone_and_never_made_again() -> None:
    seal(1)
    first = signing.key_path().read_text()

    assert signing.key_path().stat().st_mode & 0o777 == 0o400
    seal(1)
    assert signing.key_path().read_text() == first


def test_rows_and_checkpoints_are_copied_as_they_are_sealed() -> None:
    seal(2, 3)

    assert (copied() / "events.ndjson").read_bytes() == b"".join(
        body + b"\n" for body in sealed_bodies()
    )
    notes = "".join(f"{note.note}\n" for note in Checkpoint.objects.all())
    assert (copied() / "checkpoints.txt").read_text() == notes
    assert copies.notes_path().read_text() == notes
    assert verify(copied()) == "ok: 5 events, 2 checkpoints, without a witness"


@pytest.mark.parametrize(
    ("name", "tail"),
    [
        ("events.ndjson", b'{"half'),
        ("hashes.bin", b"half"),
        ("checkpoints.txt", b"bidelagun-12\n7\n"),
        ("checkpoints.txt", b"bidelagun-12\n7\nAAAA\n\n"),
        ("checkpoints.txt", "bidelagun-12\n7\nAAAA\n\n— bidelagun-12 AA".encode()),
    ],
)
def test_copy_goes_on_where_a_kill_left_it(name: str, tail: bytes) -> None:
    seal(2)
    with (copied() / name).open("ab") as file:
        file.write(tail)

    seal(3)

    assert verify(copied()) == "ok: 5 events, 2 checkpoints, without a witness"


def test_copy_that_was_removed_is_written_again() -> None:
    seal(2)
    for file in copied().iterdir():
        file.unlink()

    seal(1)

    assert verify(copied()) == "ok: 3 events, 2 checkpoints, without a witness"


def test_events_are_sealed_while_the_copy_cannot_be_written(settings) -> None:
    settings.AUDIT_COPY_DIR = "/proc/nowhere"
    add(2)
    sequence()

    assert Leaf.objects.count() == 2
    assert problem() == "copy-unwritable"


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        ("DELETE FROM audit_checkpoint WHERE size = 5", "copy-ahead"),
        ("UPDATE audit_checkpoint SET note = 'x' WHERE size = 5", "tree-damaged"),
        ("DELETE FROM audit_leaf WHERE seq = 4", "tree-damaged"),
        (
            "UPDATE audit_leaf SET hash = (SELECT hash FROM audit_leaf WHERE seq = 0)",
            "tree-damaged",
        ),
    ],
)
def test_sequencer_signs_nothing_over_a_damaged_tree(harm: str, expected: str) -> None:
    seal(2, 3)
    by_force(harm)
    before = list(Checkpoint.objects.values_list("pk", flat=True))

    seal(1)

    assert list(Checkpoint.objects.values_list("pk", flat=True)) == before
    assert problem() == expected
    assert Pending.objects.count() == 1


@pytest.mark.parametrize(("text", "expected"), [(None, "key-missing"), ("rubbish", "key-missing")])
def test_missing_key_is_not_made_anew(text: str | None, expected: str) -> None:
    seal(1)
    signing.key_path().unlink()
    if text:
        signing.key_path().write_text(text)

    seal(1)

    assert problem() == expected
    assert Checkpoint.objects.count() == 1


def test_other_key_signs_nothing() -> None:
    seal(1)
    signing.key_path().unlink()
    signing.make_log_key()

    seal(1)

    assert problem() == "key-changed"
    with pytest.raises(CommandError, match="key-changed"):
        call_command("sequence_audit")


def test_copy_that_was_shortened_is_reported() -> None:
    seal(2)
    (copied() / "events.ndjson").write_bytes(b"")

    seal(1)

    assert problem() == "copy-damaged"


def test_event_removed_before_it_was_sealed_leaves_a_trace() -> None:
    events = add(3)
    by_force(f"DELETE FROM audit_event WHERE id = {events[1].pk}")

    sequencer.sequence()

    assert Leaf.objects.count() == 3
    last = Event.objects.get(pk=Leaf.objects.get(seq=2).event_id)
    assert (last.kind, last.outcome) == ("log:event-lost", "failed")
    assert read_body(last.body)["details"] == {"count": 1, "event": events[1].pk}


def test_second_sequencer_leaves_the_work_to_the_first() -> None:
    add(2)

    with sequencer.alone() as first:
        assert (first, sequencer.sequence()) == (True, 0)

    assert sequencer.sequence() == 2


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer anyway")
@pytest.mark.django_db(transaction=True)
def test_sequencer_of_another_machine_leaves_the_work_to_the_first() -> None:
    add(2)
    sequencer.sequence(batch=1)
    add(2)
    found = []

    def other() -> None:
        found.append(sequencer._seal(sequencer.ready(), 10))
        connection.close()

    with transaction.atomic():
        assert sequencer._lock()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    assert (found, sequencer.sequence()) == ([0], 2)


@pytest.mark.django_db(transaction=True)
def test_event_that_rolls_back_never_waits() -> None:
    with transaction.atomic():
        add(1)
        transaction.set_rollback(True)

    assert Pending.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_events_added_meanwhile_are_all_sealed_once() -> None:
    def insert() -> None:
        for _ in range(10):
            add(1)
        connection.close()

    threads = [threading.Thread(target=insert) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        sequencer.sequence(batch=3)
    sequencer.sequence()

    assert Leaf.objects.count() == 40
    assert set(Leaf.objects.values_list("event_id", flat=True)) == set(
        Event.objects.values_list("pk", flat=True)
    )
    assert verify(copied()).startswith("ok: 40 events")
