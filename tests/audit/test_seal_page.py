"""How far the log is proved, in words, on the auditor's pages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from audit import seal_words
from audit.models import Leaf, Sequencer
from audit.seals import SealState
from audit.sequencer import Problem
from tests.audit.pages import LIST
from tests.audit.trees import add, by_force, seal, witness

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.audit.urls")]

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def state(
    sealed: int | None = 5, waiting: int | None = 3, problem: str = "", witnessed: int | None = 60
) -> SealState:
    """Return a state of which each thing was so many seconds ago."""
    times = [
        NOW - timedelta(seconds=n) if n is not None else None for n in (sealed, waiting, witnessed)
    ]
    return SealState(times[0], times[1], problem, times[2])


@pytest.mark.parametrize(
    ("given", "title", "tone"),
    [
        (state(), "Sealed 5 seconds ago", "good"),
        (state(waiting=None), "Sealed 5 seconds ago", "good"),
        (state(sealed=60), "Sealed 1 minute ago", "good"),
        (state(sealed=61), "Sealed 1 minute ago", "bad"),
        (state(sealed=7200), "Sealed 2 hours ago", "bad"),
        (state(waiting=61), "Sealed 5 seconds ago", "bad"),
        (state(problem="copy-ahead"), "Sealed 5 seconds ago", "bad"),
        (state(sealed=None), "Never sealed", "bad"),
        (state(sealed=-9), "Sealed 0 seconds ago", "good"),
    ],
)
def test_late_seal_is_red(given: SealState, title: str, tone: str) -> None:
    line = seal_words.seal_line(given, NOW)

    assert (line.title, line.tone) == (title, tone)
    assert line.text.endswith("Tell the administrator.") is (tone == "bad")


@pytest.mark.parametrize(
    ("given", "title", "tone"),
    [
        (state(witnessed=60), "Witnessed 1 minute ago", "good"),
        (state(witnessed=86400), "Witnessed 1 day ago", "good"),
        (state(witnessed=86401), "Witnessed 1 day ago", "bad"),
        (state(witnessed=None), "Never witnessed", "bad"),
    ],
)
def test_late_witness_is_red(given: SealState, title: str, tone: str) -> None:
    line = seal_words.witness_line(given, NOW)

    assert (line.title, line.tone) == (title, tone)


def test_list_begins_with_how_far_it_is_proved(log: Client, tmp_path: Path) -> None:
    before = log.get(LIST)
    seal(1)
    witness(tmp_path / "auditor")
    after = log.get(LIST)

    tones = [[seal.tone for seal in answer.context["seals"]][:2] for answer in (before, after)]
    assert tones == [["bad", "bad"], ["good", "good"]]
    assert "Never sealed" in before.text
    assert "The sequencer is not running." in before.text
    assert "Sealed 0 seconds ago" in after.text or "Sealed 1 second ago" in after.text
    assert ("SQLite file" in after.text) is (connection.vendor == "sqlite")


def test_stopped_sequencer_is_said_and_the_service_goes_on(log: Client) -> None:
    seal(2)
    by_force("DELETE FROM audit_leaf WHERE seq = 1")
    seal(1)
    Sequencer.objects.update(ran_at=NOW - timedelta(days=400))

    answer = log.get(LIST)

    assert answer.status_code == 200
    assert answer.context["seals"][0].tone == "bad"
    assert "What was sealed was altered in the database." in answer.text
    assert "days ago" in answer.context["seals"][0].title
    assert log.get(f"{LIST}{add()[0].pk}/").status_code == 200


def test_each_problem_has_words() -> None:
    assert set(seal_words.PROBLEMS) == {problem.value for problem in Problem}


def test_event_shows_its_proof(log: Client) -> None:
    seal(5)
    number = Leaf.objects.get(seq=3).event_id

    answer = log.get(f"{LIST}{number}/")

    proof = answer.context["proof"]
    leaves = Leaf.objects.count()
    # The fourth leaf is on the full, left side of every larger tree: one hash for each level.
    levels = (leaves - 1).bit_length()
    assert (proof.line.tone, len(proof.hashes)) == ("good", levels)
    assert f"This event is number 4 of the tree. {levels} hashes lead" in answer.text
    assert f"checkpoint over {leaves} events" in answer.text
    for text in proof.hashes:
        assert text in answer.text


def test_event_that_waits_says_so(log: Client) -> None:
    (event,) = add()

    answer = log.get(f"{LIST}{event.pk}/")

    assert "Not sealed yet" in answer.text
    assert answer.context["proof"].hashes == []


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit_event SET outcome = 'refused' WHERE id = {event}",
        "UPDATE audit_leaf SET hash = (SELECT hash FROM audit_leaf WHERE seq = 0) WHERE seq = 2",
        "DELETE FROM audit_leaf WHERE seq = 4",
        "UPDATE audit_checkpoint SET note = 'rubbish'",
    ],
)
def test_altered_event_is_said(log: Client, harm: str) -> None:
    seal(5)
    number = Leaf.objects.get(seq=3).event_id
    by_force(harm.format(event=number))

    answer = log.get(f"{LIST}{number}/")

    assert answer.context["proof"].line.title == "Altered"
    assert answer.context["proof"].line.tone == "bad"
