"""Flowcharts with something changed at random: some stay sound, most do not."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from protocols.definition import Definition
from protocols.durations import parse_duration
from protocols.elements import (
    BoundaryTimer,
    CatchTimer,
    End,
    Flow,
    Gateway,
    GatewayKind,
    Node,
    Start,
    Timer,
    UserTask,
)
from protocols.expressions import compile_condition

Change = Callable[[Definition, Random], Definition]
DAY = Timer(parse_duration("P1D"))


def with_node(definition: Definition, node: Node) -> Definition:
    return replace(definition, nodes={**definition.nodes, node.id: node})


def with_flows(definition: Definition, *flows: Flow) -> Definition:
    return replace(definition, flows={**definition.flows, **{flow.id: flow for flow in flows}})


def without_flow(definition: Definition, name: str) -> Definition:
    flows = {key: flow for key, flow in definition.flows.items() if key != name}
    nodes = {
        key: replace(node, default="")
        if isinstance(node, Gateway) and node.default == name
        else replace(node, on_decline="")
        if isinstance(node, UserTask) and node.on_decline == name
        else node
        for key, node in definition.nodes.items()
    }
    return replace(definition, flows=flows, nodes=nodes)


def some(definition: Definition, random: Random, *kinds: type[Node]) -> Node | None:
    found = [node for node in definition.nodes.values() if isinstance(node, kinds)]
    return random.choice(found) if found else None


def target(definition: Definition, random: Random) -> str:
    known = definition.nodes.values()
    return random.choice([n.id for n in known if not isinstance(n, Start | BoundaryTimer)])


def drop_flow(definition: Definition, random: Random) -> Definition:
    return without_flow(definition, random.choice(list(definition.flows)))


def redirect_flow(definition: Definition, random: Random) -> Definition:
    flow = random.choice(list(definition.flows.values()))
    return with_flows(definition, replace(flow, target=target(definition, random)))


def swap_kind(definition: Definition, random: Random) -> Definition:
    gateway = some(definition, random, Gateway)
    if not isinstance(gateway, Gateway):
        return definition
    kind = random.choice(list(GatewayKind))
    return with_node(definition, replace(gateway, kind=kind))


def swap_pair(definition: Definition, random: Random) -> Definition:
    """Change the kind of a split and of the gateways it leads to together."""
    gateway = some(definition, random, Gateway)
    if not isinstance(gateway, Gateway):
        return definition
    kind = random.choice(list(GatewayKind))
    same = [n for n in definition.nodes.values() if isinstance(n, Gateway)]
    for node in same:
        if node.kind is gateway.kind:
            definition = with_node(definition, replace(node, kind=kind))
    return definition


def drop_default(definition: Definition, random: Random) -> Definition:
    gateway = some(definition, random, Gateway)
    return with_node(definition, replace(gateway, default="")) if gateway else definition


def move_default(definition: Definition, random: Random) -> Definition:
    gateway = some(definition, random, Gateway)
    flows = definition.outgoing[gateway.id] if gateway else ()
    if not gateway or not flows:
        return definition
    return with_node(definition, replace(gateway, default=random.choice(flows).id))


def add_circle(definition: Definition, random: Random) -> Definition:
    """A new decision after a step, one arrow of which leads anywhere."""
    step = some(definition, random, UserTask)
    if not isinstance(step, UserTask) or not definition.ordinary_flows(step.id):
        return definition
    flow = definition.ordinary_flows(step.id)[0]
    names = [item.name for item in step.fields if item.type == "yesno"]
    name = f"new{len(definition.nodes)}"
    gateway = Gateway(id=name, lane=step.lane, kind=GatewayKind.EXCLUSIVE, default=f"{name}_on")
    return with_flows(
        with_node(definition, gateway),
        replace(flow, target=name),
        Flow(id=f"{name}_on", source=name, target=flow.target),
        Flow(
            id=f"{name}_back",
            source=name,
            target=target(definition, random),
            condition=compile_condition(names[0] if names else "nothing"),
        ),
    )


def add_timer(definition: Definition, random: Random) -> Definition:
    step = some(definition, random, UserTask)
    if step is None:
        return definition
    name = f"new{len(definition.nodes)}"
    timer = BoundaryTimer(
        id=name, lane=step.lane, attached_to=step.id, timer=DAY, interrupting=random.random() < 0.6
    )
    changed = with_node(definition, timer)
    if random.random() < 0.5:
        return with_flows(
            changed, Flow(id=f"{name}_on", source=name, target=target(definition, random))
        )
    changed = with_node(changed, UserTask(id=f"{name}_step", lane=step.lane))
    changed = with_node(changed, End(id=f"{name}_end", lane=step.lane))
    return with_flows(
        changed,
        Flow(id=f"{name}_on", source=name, target=f"{name}_step"),
        Flow(id=f"{name}_off", source=f"{name}_step", target=f"{name}_end"),
    )


def toggle_timer(definition: Definition, random: Random) -> Definition:
    timer = some(definition, random, BoundaryTimer)
    if not isinstance(timer, BoundaryTimer):
        return add_timer(definition, random)
    return with_node(definition, replace(timer, interrupting=not timer.interrupting))


def add_wait(definition: Definition, random: Random) -> Definition:
    flow = random.choice(list(definition.flows.values()))
    name = f"new{len(definition.nodes)}"
    changed = with_node(definition, CatchTimer(id=name, lane="L", timer=DAY))
    return with_flows(
        changed, replace(flow, target=name), Flow(id=f"{name}_on", source=name, target=flow.target)
    )


def ask_consent(definition: Definition, random: Random) -> Definition:
    step = some(definition, random, UserTask)
    if not isinstance(step, UserTask):
        return definition
    return with_node(definition, replace(step, consent=("referral_service",)))


def drop_decline(definition: Definition, random: Random) -> Definition:
    steps = [step for step in definition.steps.values() if step.on_decline]
    return without_flow(definition, random.choice(steps).on_decline) if steps else definition


def add_decline(definition: Definition, random: Random) -> Definition:
    step = some(definition, random, UserTask)
    if not isinstance(step, UserTask) or step.on_decline:
        return definition
    name = f"new{len(definition.nodes)}_no{step.id}"
    changed = with_node(definition, replace(step, on_decline=name, consent=("referral_service",)))
    return with_flows(changed, Flow(id=name, source=step.id, target=target(definition, random)))


def split_off(definition: Definition, random: Random) -> Definition:
    """Two steps at once where there was an arrow, closed by a gateway of the same kind or not."""
    flow = random.choice(list(definition.flows.values()))
    name = f"new{len(definition.nodes)}"
    kinds = [GatewayKind.PARALLEL, random.choice(list(GatewayKind))]
    changed = definition
    for ending, kind in zip(("f", "j"), kinds, strict=True):
        changed = with_node(changed, Gateway(id=f"{name}{ending}", lane="L", kind=kind))
    arrows = [
        replace(flow, target=f"{name}f"),
        Flow(id=f"{name}o", source=f"{name}j", target=flow.target),
    ]
    for step in ("x", "y"):
        changed = with_node(changed, UserTask(id=name + step, lane="L"))
        arrows.append(Flow(id=f"{name}f{step}", source=f"{name}f", target=name + step))
        arrows.append(Flow(id=f"{name}{step}j", source=name + step, target=f"{name}j"))
    return with_flows(changed, *arrows)


CHANGES: tuple[Change, ...] = (
    drop_flow, redirect_flow, swap_kind, swap_pair, drop_default, move_default, add_circle,
    add_timer, toggle_timer, add_wait, ask_consent, drop_decline, add_decline, split_off,
)  # fmt: skip


def mutant(definition: Definition, random: Random) -> Definition:
    """One to three changes."""
    for _ in range(random.randint(1, 3)):
        definition = random.choice(CHANGES)(definition, random)
    return definition
