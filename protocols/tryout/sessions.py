"""Keeps the moves of a walk in the reader's session: nothing of it is a case, nothing is stored."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from protocols.actions import Action
from protocols.tryout.examples import MAX_MOVES, MalformedExample, read_move

KEY = "walks"
MOST = 3  # flowcharts walked at a time


def moves_of(session: SessionBase, version: UUID) -> list[Action]:
    """Return the moves made so far on a version."""
    try:
        return [read_move(move) for move in session.get(KEY, {}).get(version.hex, [])]
    except MalformedExample:
        return []


def keep_moves(session: SessionBase, version: UUID, moves: Sequence[Action]) -> None:
    """Keep these moves, and those of the versions walked most recently before."""
    walks = {key: kept for key, kept in session.get(KEY, {}).items() if key != version.hex}
    latest = dict(list(walks.items())[-(MOST - 1) :])
    kept = [move.to_json() for move in moves[:MAX_MOVES]]
    session[KEY] = {**latest, version.hex: kept}
