"""The shortest way to a fault, as numbers on the drawing and as a list of moves."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from protocols import engine
from protocols.actions import Action, Deed
from protocols.definition import Definition
from protocols.elements import UserTask
from protocols.findings import Finding
from protocols.marks import Mark, Marks, MarkState
from protocols.state import EngineError, Event, EventKind
from protocols.telling import tell_move
from protocols.ways import passed


def tell_way(definition: Definition, finding: Finding) -> list[str]:
    """Return the moves that lead to a fault, in their order and in words."""
    return [tell_move(definition, action) for action in finding.path]


def mark_way(definition: Definition, finding: Finding) -> Marks:
    """Return the marks of a drawing that leads to a fault: its moves numbered, the fault named."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for number, action in enumerate(finding.path, start=1):
        numbers[action.element].append(str(number))
    found = {arrow: Mark(MarkState.WAY, is_told=False) for arrow in _arrows(definition, finding)}
    found |= {
        element: Mark(MarkState.WAY, words=", ".join(steps)) for element, steps in numbers.items()
    }
    if finding.element:
        steps = ", ".join(numbers.get(finding.element, ()))
        words = " · ".join(filter(None, [steps, _("The fault")]))
        found[finding.element] = Mark(MarkState.FAULT, words=words)
    return found


def _arrows(definition: Definition, finding: Finding) -> set[str]:
    """Follow the moves in the engine, as far as it goes: a fault may be that it goes no further."""
    found: set[str] = set()
    declined: set[str] = set()
    fired: set[str] = set()
    try:
        state, events = engine.start(definition)
        found |= _passed(definition, events, declined, fired)
        for action in finding.path:
            _note(action, declined, fired)
            state, events = action.apply(definition, state)
            found |= _passed(definition, events, declined, fired)
    except EngineError:
        pass
    last = finding.path[-1] if finding.path else None
    return found | (_to_fault(definition, finding, last, declined, fired) if last else set())


def _note(action: Action, declined: set[str], fired: set[str]) -> None:
    if action.deed is Deed.FIRE:
        fired.add(action.element)
    elif action.deed is Deed.DECLINE:
        declined.add(action.element)
    else:
        declined.discard(action.element)


def _passed(
    definition: Definition,
    events: Collection[Event],
    declined: Collection[str],
    fired: Collection[str],
) -> set[str]:
    ways = (
        passed(
            definition, event.source, event.element, declined=event.source in declined, fired=fired
        )
        for event in events
        if event.kind in {EventKind.STEP_OPENED, EventKind.BRANCH_ENDED}
    )
    return set().union(*ways)


def _to_fault(
    definition: Definition,
    finding: Finding,
    last: Action,
    declined: Collection[str],
    fired: Collection[str],
) -> set[str]:
    """Return the arrows from the last move to the fault, where it lies behind it."""
    if not isinstance(definition.nodes.get(last.element), UserTask):
        return set()
    if finding.element not in definition.nodes or finding.element == last.element:
        return set()
    is_declined = last.element in declined
    return set(passed(definition, last.element, finding.element, declined=is_declined, fired=fired))
