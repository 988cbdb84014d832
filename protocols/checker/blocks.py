"""Blocks: what an inclusive split opens closes at one join; a side branch stays by itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from protocols.definition import Definition
from protocols.elements import Gateway, GatewayKind
from protocols.findings import Finding, Severity
from protocols.graph import between, nearest_post_dominator, reach


def _error(code: str, element: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, element, message)


def check_blocks(definition: Definition) -> Iterator[Finding]:
    """Yield what is wrong with inclusive blocks and side branches."""
    inclusive = [
        node
        for node in definition.nodes.values()
        if isinstance(node, Gateway) and node.kind is GatewayKind.INCLUSIVE
    ]
    closed: set[str] = set()
    for split in inclusive:
        if definition.is_inclusive_split(split):
            join = nearest_post_dominator(definition.main_successors, split.id)
            yield from _check_block(definition, split, join)
            if join in closed:
                yield _error("two_splits", join, _("Two inclusive splits close at this join."))
            closed.add(join)
    for join_node in inclusive:
        if definition.is_join(join_node) and join_node.id not in closed:
            yield _error("join_without_split", join_node.id, _("No inclusive split closes here."))
    yield from _check_side_branches(definition)


def _check_block(definition: Definition, split: Gateway, join: str) -> Iterator[Finding]:
    closing = definition.nodes.get(join)
    if not (
        isinstance(closing, Gateway)
        and closing.kind is GatewayKind.INCLUSIVE
        and definition.is_join(closing)
    ):
        yield _error(
            "open_block", split.id, _("Its branches do not all meet first at one inclusive join.")
        )
        return
    inside = between(definition.main_successors, split.id, join)
    if any(flow.source in inside for flow in definition.incoming[split.id]):
        yield _error("block_reentered", split.id, _("A branch leads back to it before the join."))
    for name in inside:
        for flow in definition.incoming[name]:
            if flow.source not in inside and flow.source != split.id:
                yield _error("block_entered", flow.id, _("This arrow enters an inclusive block."))
    for flow in definition.incoming[join]:
        if flow.source not in inside and flow.source != split.id:
            yield _error("block_entered", flow.id, _("This arrow enters an inclusive block."))


def _check_side_branches(definition: Definition) -> Iterator[Finding]:
    main = reach(definition.main_successors, [definition.start.id])
    for timer, branch in definition.side_branches.items():
        others = frozenset().union(
            *(other for name, other in definition.side_branches.items() if name != timer)
        )
        if branch & (main | others):
            yield _error(
                "side_branch_joins",
                timer,
                _("The branch beside a step must have an end of its own and join nothing."),
            )
        for name in branch:
            node = definition.nodes[name]
            if isinstance(node, Gateway) and node.kind is not GatewayKind.EXCLUSIVE:
                yield _error(
                    "side_branch_splits", name, _("A branch beside a step does not split again.")
                )
