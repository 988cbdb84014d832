"""Marks what is different on the drawings of both states."""

from protocols.definition import Definition
from protocols.differences.comparing import Change, Place, compare
from protocols.marks import Mark, Marks, MarkState

STATES = {
    Change.NEW: MarkState.NEW,
    Change.CHANGED: MarkState.CHANGED,
    Change.GONE: MarkState.GONE,
}


def mark_both(before: Definition, after: Definition) -> tuple[Marks, Marks]:
    """Return the marks of the earlier and of the later drawing.

    Arrows that come or go with an element are drawn like it and not told.
    """
    earlier: dict[str, Mark] = _arrows(before, after, MarkState.GONE)
    later: dict[str, Mark] = _arrows(after, before, MarkState.NEW)
    for one in compare(before, after):
        if one.place is Place.CHART:
            continue
        mark = Mark(STATES[one.change])
        if one.change is not Change.NEW:
            earlier[one.element] = mark
        if one.change is not Change.GONE:
            later[one.element] = mark
    return earlier, later


def _arrows(here: Definition, there: Definition, state: MarkState) -> dict[str, Mark]:
    return {
        flow.id: Mark(state, is_told=False)
        for flow in here.flows.values()
        if not {flow.source, flow.target} <= there.nodes.keys()
    }
