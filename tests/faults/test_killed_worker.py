"""Kill -9 of the worker: no mail and no timer is lost, none is done twice, nothing half."""

import re
from collections import Counter

import pytest

from tests.faults.installation import WORKER, Installation, wait_until
from tests.faults.scene import MAILS, RUNS

pytestmark = pytest.mark.slow

UNSENT = "SELECT id FROM notices_outboxmail WHERE sent_at IS NULL"
LEASED = f"{UNSENT} AND attempts > 0"
FIRED = "SELECT id FROM referrals_timer WHERE fired"
# Where a run stands in every table that speaks of it: before its timer fires, and after.
STANDING = """
SELECT
  (SELECT group_concat(kind || ' ' || element, ', ')
     FROM (SELECT * FROM referrals_runevent WHERE run_id = run.id ORDER BY id)),
  (SELECT group_concat(element || ' ' || status, ', ')
     FROM (SELECT * FROM referrals_step WHERE run_id = run.id ORDER BY element)),
  (SELECT group_concat(element || iif(done_at IS NULL, ' armed', ' done') || fired, ', ')
     FROM referrals_timer WHERE run_id = run.id),
  (SELECT count(*) FROM audit_event WHERE target = run.id AND kind = 'timer:fired'),
  run.status
FROM referrals_run run
"""
WAITS = "run_started s, step_opened ask, step_completed ask, timer_started wait"
ARMED = (WAITS, "ask done", "wait armed0", 0, "running")
GONE_ON = (
    f"{WAITS}, timer_fired wait, step_opened interview",
    "ask done, interview open", "wait done1", 1, "running",
)  # fmt: skip


def sent_messages(place: Installation) -> list[str]:
    """The Message-ID of every e-mail in the folder; a file may hold several."""
    text = "".join(path.read_text() for path in (place.folder / "mail").glob("*.log"))
    return re.findall(r"^Message-ID: (\S+)$", text, flags=re.MULTILINE)


def expected_messages(place: Installation) -> set[str]:
    rows = place.read("SELECT lower(id) FROM notices_outboxmail")
    assert len(rows) == MAILS
    cuts = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
    return {f"<{'-'.join(row[0][a:b] for a, b in cuts)}@localhost>" for row in rows}


def end_the_lease(place: Installation) -> int:
    """Let five minutes pass for what the killed worker had in hand; say how many that was."""
    leased = len(place.read(LEASED))
    place.write(
        f"UPDATE notices_outboxmail SET next_attempt_at = created_at WHERE id IN ({LEASED})"
    )
    return leased


def wake(place: Installation, task: str) -> None:
    place.must_run("-m", "celery", "-A", "config", "call", task)


def test_worker_killed_while_it_sends_loses_no_mail(filled: Installation) -> None:
    worker = filled.start(*WORKER)
    wait_until(lambda: len(sent_messages(filled)) >= 5)
    worker.kill()
    worker.wait()
    before = Counter(sent_messages(filled))
    assert 5 <= len(before) < MAILS
    assert end_the_lease(filled) <= 1

    filled.start(*WORKER)
    wake(filled, "notices.deliver")
    wait_until(lambda: not filled.read(UNSENT))

    sent = Counter(sent_messages(filled))
    assert set(sent) == expected_messages(filled)
    assert sorted(sent.values())[:-1] == [1] * (MAILS - 1)
    assert max(sent.values()) <= 2
    assert len(filled.read("SELECT 1 FROM audit_event WHERE kind = 'notice:sent'")) == MAILS


def test_worker_killed_while_timers_fire_leaves_none_half_done(filled: Installation) -> None:
    worker = filled.start(*WORKER)
    wait_until(lambda: len(filled.read(FIRED)) >= 3)
    worker.kill()
    worker.wait()
    between = Counter(filled.read(STANDING))
    assert set(between) == {ARMED, GONE_ON}

    filled.start(*WORKER)
    wake(filled, "referrals.sweep_timers")
    wait_until(lambda: len(filled.read(FIRED)) == RUNS)

    assert Counter(filled.read(STANDING)) == {GONE_ON: RUNS}
    wake(filled, "referrals.sweep_timers")
    # What the kill cut short while it was written has no number, and is nobody's message.
    wait_until(lambda: not list((filled.folder / "queue").glob("[0-9]*")))
    assert Counter(filled.read(STANDING)) == {GONE_ON: RUNS}


def test_timetable_does_not_outlive_its_worker(filled: Installation) -> None:
    worker = filled.start(*WORKER)
    wait_until(lambda: len(filled.processes()) == 2)
    wait_until(lambda: not filled.read(UNSENT))
    worker.kill()
    worker.wait()

    wait_until(lambda: not filled.processes(), seconds=5)


def test_lost_wake_ups_are_made_up_for_by_the_timetable(filled: Installation) -> None:
    for message in (filled.folder / "queue").iterdir():
        message.unlink()
    filled.start(*WORKER)

    wait_until(lambda: not filled.read(UNSENT), seconds=50, every=0.2)

    assert set(sent_messages(filled)) == expected_messages(filled)
    wake(filled, "referrals.sweep_timers")
    wait_until(lambda: len(filled.read(FIRED)) == RUNS)


def test_message_cut_short_does_not_end_the_worker(filled: Installation) -> None:
    (filled.folder / "queue" / "0-cut.celery").write_bytes(b'{"body": "W1')
    worker = filled.start(*WORKER)

    wait_until(lambda: not filled.read(UNSENT))

    assert worker.poll() is None
    assert "A wake-up was unreadable" in filled.said()
