"""Changes of arrows: where they lead, on which answers. Pure."""

from dataclasses import replace

from protocols.definition import Definition
from protocols.elements import Flow, Gateway, GatewayKind, Labels, UserTask
from protocols.expressions import compile_condition
from protocols.studio.edits.ground import (
    Unfit,
    UnfitCode,
    check_arrow,
    flow_of,
    fresh_id,
    node_of,
    pruned,
    with_flows,
    with_node,
    with_nodes,
    without,
)


def redirect(definition: Definition, flow_id: str, target: str) -> Definition:
    """Let an arrow lead elsewhere; what is then no longer reached goes with it."""
    flow = flow_of(definition, flow_id)
    check_arrow(definition, flow.source, target)
    return pruned(definition, with_flows(definition, replace(flow, target=target)))


def set_condition(definition: Definition, flow_id: str, text: str) -> Definition:
    """Set on which answers a branch is taken; "" takes the condition away."""
    flow = flow_of(definition, flow_id)
    condition = compile_condition(text) if text else None
    return with_flows(definition, replace(flow, condition=condition))


def set_flow_labels(definition: Definition, flow_id: str, labels: Labels) -> Definition:
    """Set the words on an arrow."""
    return with_flows(definition, replace(flow_of(definition, flow_id), labels=labels))


def set_default(definition: Definition, flow_id: str) -> Definition:
    """Make a branch the one that is taken when no answer fits; it then has no condition."""
    flow = flow_of(definition, flow_id)
    split = definition.nodes[flow.source]
    if not isinstance(split, Gateway) or split.kind is GatewayKind.PARALLEL:
        raise Unfit(UnfitCode.NOT_SPLIT)
    found = with_flows(definition, replace(flow, condition=None))
    return with_node(found, replace(split, default=flow_id))


def add_branch(definition: Definition, split_id: str, step: UserTask, target: str) -> Definition:
    """Add a branch with one step to a split; it then goes on to `target`."""
    split = node_of(definition, split_id)
    if not isinstance(split, Gateway) or not definition.outgoing[split_id]:
        raise Unfit(UnfitCode.NOT_SPLIT)
    check_arrow(definition, split_id, target)
    first = fresh_id(definition, "flow")
    second = fresh_id(definition, "flow", [first])
    last = definition.outgoing[split_id][-1].id
    return with_flows(
        with_nodes(definition, split_id, step),
        Flow(id=first, source=split_id, target=step.id),
        Flow(id=second, source=step.id, target=target),
        after=last,
    )


def remove_flow(definition: Definition, flow_id: str) -> Definition:
    """Take away a branch of a split, or what happens on refusal, with all that only it led to."""
    flow = flow_of(definition, flow_id)
    source = definition.nodes[flow.source]
    refuses = isinstance(source, UserTask) and source.on_decline == flow_id
    splits = isinstance(source, Gateway) and len(definition.outgoing[source.id]) > 1
    if not refuses and not splits:
        raise Unfit(UnfitCode.KEPT)
    return pruned(definition, without(definition, (), [flow_id]))
