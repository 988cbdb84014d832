"""Hides the parts of a flowchart that are not a reader's: what they are, whose, what they ask.

The way of the arrows stays, so that she sees that work goes on elsewhere, and nothing of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from core.vocabularies import LANGUAGES
from protocols.definition import Definition
from protocols.elements import (
    BoundaryTimer,
    CatchTimer,
    End,
    Flow,
    Gateway,
    Labels,
    Lane,
    Node,
    Start,
    Timer,
    UserTask,
)

ELSEWHERE = "elsewhere"
NO_TIME = Timer(None)


def veil(
    definition: Definition, *, lanes: Collection[str], elements: Collection[str]
) -> Definition:
    """Return the flowchart as one sees it who may see these lanes and these elements.

    Every other element is only *with another service*, all of them in one lane that says no more.
    """
    seen = {
        name
        for name, node in definition.nodes.items()
        if _is_seen(definition, node, lanes, elements)
    }
    nodes = {
        name: node if name in seen else _veiled(node) for name, node in definition.nodes.items()
    }
    flows = {
        name: flow if flow.source in seen else _bare(flow)
        for name, flow in definition.flows.items()
    }
    return replace(
        definition, lanes=_lanes(definition, nodes), nodes=nodes, flows=flows, notes={}, sources={}
    )


def _is_seen(
    definition: Definition, node: Node, lanes: Collection[str], elements: Collection[str]
) -> bool:
    if isinstance(node, BoundaryTimer):
        host = definition.nodes[node.attached_to]
        return _is_seen(definition, host, lanes, elements)
    return node.lane in lanes or node.id in elements


def _lanes(definition: Definition, nodes: Mapping[str, Node]) -> tuple[Lane, ...]:
    """Return the lanes that still hold something, and the one of the others where it began."""
    used = {node.lane for node in nodes.values()}
    kept: list[Lane] = []
    for lane in definition.lanes:
        if lane.id in used:
            kept.append(lane)
        elif ELSEWHERE in used:
            used.discard(ELSEWHERE)
            kept.append(_elsewhere())
    return tuple(kept) if ELSEWHERE not in used else (*kept, _elsewhere())


def _elsewhere() -> Lane:
    return Lane(id=ELSEWHERE, labels=_in_all_languages(gettext_lazy("Other services")))


def _another() -> Labels:
    return _in_all_languages(gettext_lazy("With another service"))


def _in_all_languages(words: Promise) -> Labels:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(words)
    return found


def _veiled(node: Node) -> Node:
    """Return an element of which only its place in the flow can be told."""
    bare: dict[str, Any] = {"id": node.id, "lane": ELSEWHERE, "labels": _another()}
    if isinstance(node, Start | End):
        return type(node)(**bare)
    if isinstance(node, Gateway):
        return Gateway(**bare, kind=node.kind)
    if isinstance(node, CatchTimer):
        return CatchTimer(**bare, timer=NO_TIME)
    if isinstance(node, BoundaryTimer):
        return replace(node, lane=ELSEWHERE, labels=_another(), notes={}, timer=NO_TIME)
    return UserTask(**bare)


def _bare(flow: Flow) -> Flow:
    return replace(flow, labels={}, condition=None)
