"""A transition asks who first and when second, and says which of the two failed."""

from types import SimpleNamespace

import pytest

from core.exceptions import Conflict, PermissionRefused
from core.transitions import Transition

OPEN = Transition(frozenset({"draft"}), "open", lambda by, _record: by == "owner", "thing:opened")


def test_transition_admits_the_right_person_in_the_right_state() -> None:
    OPEN.check(SimpleNamespace(status="draft"), "owner")


def test_transition_refuses_another_person() -> None:
    with pytest.raises(PermissionRefused):
        OPEN.check(SimpleNamespace(status="draft"), "somebody")


def test_transition_from_another_state_is_a_conflict() -> None:
    with pytest.raises(Conflict) as refusal:
        OPEN.check(SimpleNamespace(status="open"), "owner")

    assert refusal.value.advice
