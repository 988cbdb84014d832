"""Which arrows a token passed between two elements where runs wait. Pure."""

from collections.abc import Collection, Iterator

from protocols.definition import Definition
from protocols.elements import End, Flow, UserTask


def passed(
    definition: Definition,
    source: str,
    target: str,
    *,
    declined: bool = False,
    fired: Collection[str] = (),
) -> frozenset[str]:
    """Return the arrows that every way from a step (or "" for the start) to an element has.

    `declined`: the step was refused. `fired`: timers that went off; a token may have come from
    one on the step. Where a token may have come by several ways, only what they share is known.
    """
    if {source or definition.start.id, target} - definition.nodes.keys():
        return frozenset()
    first = list(_first(definition, source, declined=declined, fired=fired))
    return frozenset(
        flow.id
        for flow in definition.flows.values()
        if _reaches(definition, first, target) and not _reaches(definition, first, target, flow.id)
    )


def _first(
    definition: Definition, source: str, *, declined: bool, fired: Collection[str]
) -> Iterator[Flow]:
    step = definition.step(source)
    timers = [t.id for t in definition.boundaries.get(source, ()) if t.id in fired]
    for timer in timers:
        yield from definition.outgoing[timer]
    if declined and step is not None and step.on_decline:
        yield definition.flows[step.on_decline]
    else:
        yield from definition.ordinary_flows(source or definition.start.id)


def _reaches(definition: Definition, first: list[Flow], target: str, without: str = "") -> bool:
    """Say whether a token comes to the target past no other step; `without` this arrow."""
    waiting = [flow for flow in first if flow.id != without]
    found: set[str] = set()
    while waiting:
        name = waiting.pop().target
        if name == target:
            return True
        if name in found or isinstance(definition.nodes[name], UserTask | End):
            continue
        found.add(name)
        waiting += [flow for flow in definition.outgoing[name] if flow.id != without]
    return False
