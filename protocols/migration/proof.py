"""Proves, for where a run stands, that it can go on in the other version to an end. Pure.

Convention CETS 197, art. 12(7): help is not conditional on what she agrees to; so a run must be
able to end in the new version too if she refuses everything from then on.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from protocols.actions import Path
from protocols.checker.choices import fields_that_count
from protocols.checker.faults import FaultCode, find_faults_from
from protocols.definition import Definition
from protocols.migration.carry import migrate
from protocols.migration.plans import Plan
from protocols.state import Event, EventKind, NotMigratable, State, Unsound


class Hindrance(StrEnum):
    """Why a run cannot go over from where it stands; the rest are the codes of `FaultCode`."""

    NO_PLACE = "no_place"
    DOUBLED = "doubled"
    ENDS_AT_ONCE = "ends_at_once"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a run may go over: `code` is "" when it is proved.

    `element` is of the old version for NO_PLACE, else of the new one; `path` is a shortest way
    from where the run stands to the fault. `events` begin with RUN_MIGRATED.
    """

    state: State | None
    events: tuple[Event, ...] = ()
    code: str = ""
    element: str = ""
    path: Path = ()

    @property
    def is_proved(self) -> bool:
        """Whether the run can go over and always still end."""
        return not self.code

    @property
    def opens(self) -> tuple[str, ...]:
        """The steps that open by going over."""
        return tuple(e.element for e in self.events if e.kind is EventKind.STEP_OPENED)


Marking = tuple[frozenset[object], ...]


@dataclass
class Judge:
    """Judges one run after another; what it has proved of a marking it remembers."""

    old: Definition
    new: Definition
    plan: Plan
    _known: dict[tuple[Marking, frozenset[object]], tuple[str, str, Path]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        self._counting = fields_that_count(self.new)

    def judge(self, state: State) -> Verdict:
        """Return whether a run that stands like this may go over, and where it stands then."""
        try:
            moved, events = migrate(
                self.old, self.new, state, self.plan.elements, self.plan.opening
            )
        except NotMigratable as problem:
            return Verdict(None, code=Hindrance.NO_PLACE, element=problem.element)
        except Unsound as problem:
            return Verdict(None, code=Hindrance.DOUBLED, element=problem.element)
        if moved.ended:
            return Verdict(moved, events, code=Hindrance.ENDS_AT_ONCE)
        key = marking(moved), frozenset(self.answers_that_count(moved).items())
        if key not in self._known:
            self._known[key] = self._prove(moved)
        code, element, path = self._known[key]
        return Verdict(moved, events, code, element, path)

    def answers_that_count(self, moved: State) -> dict[str, object]:
        """Return the answers that a condition ahead may still read in the new version."""
        waiting = (*moved.steps, *moved.timers, *moved.joins)
        ahead = frozenset().union(*(self._counting[name] for name in waiting))
        return {name: answer for name, answer in moved.answers.items() if name in ahead}

    def _prove(self, moved: State) -> tuple[str, str, Path]:
        faults = find_faults_from(self.new, moved)
        if not faults:
            return "", "", ()
        order = list(FaultCode)
        worst = min(faults, key=lambda fault: (order.index(fault.code), len(fault.path)))
        return str(worst.code), worst.element, worst.path


def marking(state: State) -> Marking:
    """Return what tells two places of runs apart: waiting steps, timers and arrived branches."""
    return (
        frozenset(state.steps),
        frozenset(state.timers),
        frozenset((join, flow) for join, flows in state.joins.items() for flow in flows),
    )
