"""Changes of what an element says, where the arrows stay (but for what happens on refusal). Pure."""

from dataclasses import replace

from protocols.definition import Definition
from protocols.elements import Field, Flow, Gateway, GatewayKind, Labels, Node, UserTask
from protocols.studio.edits.ground import (
    Unfit,
    UnfitCode,
    check_arrow,
    fresh_id,
    node_of,
    pruned,
    with_flows,
    with_node,
    without,
)


def set_about(definition: Definition, labels: Labels, notes: Labels | None = None) -> Definition:
    """Set the title of the flowchart, and unless None what it is for."""
    kept = definition.notes if notes is None else notes
    return replace(definition, labels=labels, notes=kept)


def put_node(definition: Definition, node: Node) -> Definition:
    """Put an element in the place of the one with its id; its timers follow it into its lane."""
    if type(node_of(definition, node.id)) is not type(node):
        raise Unfit(UnfitCode.UNKNOWN)
    found = with_node(definition, node)
    for timer in definition.boundaries.get(node.id, ()):
        found = with_node(found, replace(timer, lane=node.lane))
    return found


def set_kind(definition: Definition, gateway_id: str, kind: GatewayKind) -> Definition:
    """Let a gateway split or join in another way; one that asks gets a default branch."""
    gateway = node_of(definition, gateway_id)
    if not isinstance(gateway, Gateway):
        raise Unfit(UnfitCode.UNKNOWN)
    flows = definition.outgoing[gateway_id]
    default = gateway.default
    if kind is GatewayKind.PARALLEL:
        default = ""
    elif not default and len(flows) > 1:
        default = next((flow.id for flow in flows if flow.condition is None), "")
    return with_node(definition, replace(gateway, kind=kind, default=default))


def set_decline(definition: Definition, step_id: str, target: str) -> Definition:
    """Say where a run goes on when she refuses; "" is the ordinary way, answers left out."""
    step = node_of(definition, step_id)
    if not isinstance(step, UserTask):
        raise Unfit(UnfitCode.UNKNOWN)
    old = definition.flows.get(step.on_decline)
    if old is not None and old.target == target:
        return definition
    if target:
        check_arrow(definition, step_id, target)
    found = without(definition, (), [step.on_decline]) if old is not None else definition
    if target:
        flow = Flow(id=fresh_id(definition, "refusal"), source=step_id, target=target)
        found = with_flows(found, flow)
        found = with_node(found, replace(step, on_decline=flow.id))
    return pruned(definition, found)


def put_field(definition: Definition, step_id: str, item: Field, *, is_new: bool) -> Definition:
    """Add a coded answer to a step, or put it in the place of the one of its name."""
    step = node_of(definition, step_id)
    if not isinstance(step, UserTask):
        raise Unfit(UnfitCode.UNKNOWN)
    known = item.name in {old.name for old in step.fields}
    if known == is_new:
        raise Unfit(UnfitCode.NAME_TAKEN if is_new else UnfitCode.UNKNOWN)
    fields = (
        (*step.fields, item)
        if is_new
        else tuple(item if old.name == item.name else old for old in step.fields)
    )
    return with_node(definition, replace(step, fields=fields))


def remove_field(definition: Definition, step_id: str, name: str) -> Definition:
    """Let a step no longer ask for a coded answer."""
    step = node_of(definition, step_id)
    if not isinstance(step, UserTask) or name not in {item.name for item in step.fields}:
        raise Unfit(UnfitCode.UNKNOWN)
    fields = tuple(item for item in step.fields if item.name != name)
    return with_node(definition, replace(step, fields=fields))


def put_source(definition: Definition, code: str, words: Labels) -> Definition:
    """Name a source (a law, an agreement) that steps can give as their legal basis."""
    return replace(definition, sources={**definition.sources, code: words})
