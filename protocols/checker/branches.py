"""Branches that cannot disturb each other: it is enough to follow them one after another. Pure.

Between a split and its join every branch has its own elements and its own fields, so the order in
which the branches move makes no difference to where a run can get to.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from protocols.checker.choices import conditions_of, fields_used
from protocols.definition import Definition
from protocols.elements import BoundaryTimer, Gateway, GatewayKind
from protocols.graph import between, reach
from protocols.state import State


@dataclass(frozen=True, slots=True)
class Block:
    """What lies between a split and its join; `whole` counts the join in."""

    whole: frozenset[str]
    branches: tuple[frozenset[str], ...]


def find_blocks(definition: Definition) -> tuple[Block, ...]:
    """Return the blocks whose branches are independent, the largest first."""
    if any(not timer.interrupting for on in definition.boundaries.values() for timer in on):
        return ()
    joins = [node for node in definition.nodes.values() if definition.is_join(node)]
    found: list[Block] = []
    for node in definition.nodes.values():
        if isinstance(node, Gateway) and _splits(definition, node):
            closed = [
                block
                for join in joins
                if isinstance(join, Gateway)
                and join.kind is node.kind
                and (block := _block(definition, node.id, join.id))
            ]
            found += sorted(closed, key=lambda block: len(block.whole))[:1]
    return tuple(sorted(found, key=lambda block: -len(block.whole)))


def _splits(definition: Definition, node: Gateway) -> bool:
    several = len(definition.outgoing[node.id]) > 1
    return several and node.kind is not GatewayKind.EXCLUSIVE and not definition.is_join(node)


def _block(definition: Definition, split: str, join: str) -> Block | None:
    successors = definition.main_successors
    inside = between(successors, split, join)
    exits = {after for name in inside for after in successors[name]} - inside
    entries = {flow.source for name in (*inside, join) for flow in definition.incoming[name]}
    if split in exits or not exits <= {join} or not entries <= inside | {split}:
        return None
    if not all(successors[name] for name in inside):
        return None
    branches = tuple(
        reach(successors, [flow.target], without=join) for flow in definition.outgoing[split]
    )
    return Block(inside | {join}, branches) if are_independent(definition, branches) else None


def are_independent(definition: Definition, parts: Iterable[frozenset[str]]) -> bool:
    """Return whether these parts have no element in common, and none reads what another asks."""
    conditions = conditions_of(definition)
    elements: set[str] = set()
    asked_before: set[str] = set()
    read_before: set[str] = set()
    for part in parts:
        asked = {f.name for name in part if (s := definition.step(name)) for f in s.fields}
        read = fields_used(item for name in part for item in conditions.get(name, ()))
        if part & elements or asked & (read_before | asked_before) or read & asked_before:
            return False
        elements |= part
        asked_before |= asked
        read_before |= read
    return True


def first_branch(
    blocks: tuple[Block, ...], waiting: frozenset[str], joins: frozenset[str]
) -> frozenset[str]:
    """Return the waiting steps and timers of one innermost branch that can be followed alone.

    `waiting` are all steps and catch timers where tokens wait, `joins` where some have arrived.
    """
    tokens = waiting | joins
    for block in blocks:
        if len(tokens) > 1 and tokens <= block.whole:
            inside = (tokens & branch for branch in block.branches)
            tokens = next((found for found in inside if found - joins), tokens)
    return tokens - joins


def is_orderly(definition: Definition, blocks: tuple[Block, ...], state: State) -> bool:
    """Say whether a state has one token a branch, as runs that began at the start have.

    Several only where a block inside that branch holds them all. In any other state the order in
    which branches move may make a difference.
    """
    nodes = definition.nodes
    waits = {timer for timer in state.timers if not isinstance(nodes[timer], BoundaryTimer)}
    tokens = frozenset(state.steps.keys() | waits | state.joins.keys())
    if not _is_held(tokens, blocks):
        return False
    for block in blocks:
        inside = frozenset().union(*block.branches)
        arrivals = [
            definition.flows[flow].source
            for join in block.whole - inside
            for flow in state.joins.get(join, ())
        ]
        inner = tuple(other for other in blocks if other.whole < block.whole)
        for branch in block.branches:
            here = tokens & branch
            come = sum(source in branch for source in arrivals)
            if come + bool(here) > 1 or not _is_held(here, inner):
                return False
    return True


def _is_held(tokens: frozenset[str], blocks: tuple[Block, ...]) -> bool:
    return len(tokens) < 2 or any(tokens <= block.whole for block in blocks)  # noqa: PLR2004 -- a pair
