"""Compares two states of a flowchart, lane by lane, element by element, arrow by arrow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from protocols.definition import Definition
from protocols.elements import Flow, Lane, Node

Item = Node | Lane | Flow


class Change(StrEnum):
    """How something is different in the later state."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


class Place(StrEnum):
    """What it is that is different."""

    CHART = "chart"  # its name, its sources, the order of its lanes
    LANE = "lane"
    NODE = "node"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `aspects` names the fields that are different, of what was only changed.

    For the flowchart itself `element` is "" and the one aspect `labels`, `sources` or `order`;
    `type` stands for what became another kind of thing under the same id.
    """

    place: Place
    change: Change
    element: str
    aspects: tuple[str, ...] = ()


def compare(before: Definition, after: Definition) -> list[Difference]:
    """Return what is new, changed or gone in `after`.

    Of arrows only those count that end, on both sides, at elements of both: the others come or go
    with an element.
    """
    return [
        *_of_chart(before, after),
        *_compared(Place.LANE, _by_id(before.lanes), _by_id(after.lanes)),
        *_compared(Place.NODE, before.nodes, after.nodes),
        *_of_flows(before, after),
    ]


def _by_id(lanes: tuple[Lane, ...]) -> dict[str, Lane]:
    return {lane.id: lane for lane in lanes}


def _of_chart(before: Definition, after: Definition) -> Iterator[Difference]:
    old, new = ([lane.id for lane in chart.lanes] for chart in (before, after))
    is_different = {
        "labels": before.labels != after.labels,
        "sources": before.sources != after.sources,
        "order": [name for name in old if name in new] != [name for name in new if name in old],
    }
    for aspect, different in is_different.items():
        if different:
            yield Difference(Place.CHART, Change.CHANGED, "", (aspect,))


def _of_flows(before: Definition, after: Definition) -> Iterator[Difference]:
    both = before.nodes.keys() & after.nodes.keys()
    old, new = (
        {flow.id: flow for flow in chart.flows.values() if {flow.source, flow.target} <= both}
        for chart in (before, after)
    )
    old = {name: flow for name, flow in old.items() if name in new or name not in after.flows}
    new = {name: flow for name, flow in new.items() if name in old or name not in before.flows}
    yield from _compared(Place.FLOW, old, new)


def _compared(
    place: Place, old: Mapping[str, Item], new: Mapping[str, Item]
) -> Iterator[Difference]:
    for name, item in new.items():
        if name not in old:
            yield Difference(place, Change.NEW, name)
        elif aspects := _aspects(old[name], item):
            yield Difference(place, Change.CHANGED, name, aspects)
    for name in old:
        if name not in new:
            yield Difference(place, Change.GONE, name)


def _aspects(old: Item, new: Item) -> tuple[str, ...]:
    if type(old) is not type(new):
        return ("type",)
    return tuple(name for name, value in _values(new).items() if value != getattr(old, name))


def _values(item: Item) -> dict[str, Any]:
    return {one.name: getattr(item, one.name) for one in fields(item)}
