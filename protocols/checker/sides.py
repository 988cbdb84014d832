"""Side branches apart from the main branch: they never meet, so each is followed by itself. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from protocols.checker.branches import are_independent
from protocols.definition import Definition
from protocols.elements import Gateway, GatewayKind, Start
from protocols.graph import reach


def take_apart(definition: Definition) -> tuple[Definition, Mapping[str, Definition]]:
    """Return the main branch, and by its timer each side branch as a flowchart of its own.

    A file whose side branches join something, split or share an answer is left whole.
    """
    sides = definition.side_branches
    main = reach(definition.main_successors, [definition.start.id])
    if not sides or not are_independent(definition, [main, *sides.values()]):
        return definition, {}
    if any(_splits(definition, name) for name in definition.side_elements):
        return definition, {}
    aside = definition.side_elements | sides.keys()
    return (
        _only(definition, definition.nodes.keys() - aside),
        {timer: _beginning_at(definition, timer, branch) for timer, branch in sides.items()},
    )


def _splits(definition: Definition, name: str) -> bool:
    node = definition.nodes[name]
    return isinstance(node, Gateway) and node.kind is not GatewayKind.EXCLUSIVE


def _only(definition: Definition, names: Collection[str]) -> Definition:
    return replace(
        definition,
        nodes={name: node for name, node in definition.nodes.items() if name in names},
        flows={
            flow.id: flow
            for flow in definition.flows.values()
            if flow.source in names and flow.target in names
        },
    )


def _beginning_at(definition: Definition, timer: str, branch: frozenset[str]) -> Definition:
    side = _only(definition, branch | {timer})
    return replace(side, nodes={**side.nodes, timer: Start(id=timer)})
