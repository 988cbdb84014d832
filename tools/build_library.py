"""Makes the BPMN files of `protocols/library` from `library/source/protocols.yaml`.

    python -m tools.build_library          writes the files
    python -m tools.build_library --check  exit 1 when a committed file differs

The header of the YAML file explains its keys. Merges and joins carry no label; an `on_decline`
that is the step's own next node needs no flow of its own. A wait that ends after some time or at a
date of hers, whichever comes sooner, is a step with two timers that lead where the step leads.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from core import vocabularies
from protocols.definition import Definition
from protocols.durations import parse_duration
from protocols.elements import (
    Assign,
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    DueKind,
    End,
    Field,
    FieldType,
    Flow,
    Gateway,
    GatewayKind,
    Labels,
    Lane,
    Node,
    ReferralNeed,
    Start,
    Timer,
    UserTask,
)
from protocols.expressions import compile_condition
from protocols.writer import write
from tools.library_book import LIBRARY, Book, Entry, bases, effects, labels, notes

BUILT = tuple((f"P{number}", country) for number in range(1, 9) for country in ("ES", "PT"))
GATEWAYS = {
    "decision": GatewayKind.EXCLUSIVE,
    "merge": GatewayKind.EXCLUSIVE,
    "parallel_split": GatewayKind.PARALLEL,
    "parallel_join": GatewayKind.PARALLEL,
    "inclusive_split": GatewayKind.INCLUSIVE,
    "inclusive_join": GatewayKind.INCLUSIVE,
}
UNLABELLED = {"merge", "parallel_join", "inclusive_join"}
REFUSES = {
    "es": "No acepta o ya no procede",
    "eu": "Ez du onartzen, edo ez dagokio",
    "pt": "Não aceita ou já não se aplica",
    "en": "Refuses, or no longer applies",
}
OTHERWISE = {"es": "Ninguna otra", "eu": "Besterik ez", "pt": "Nenhuma outra", "en": "None of them"}


def make_field(book: Book, entry: Entry) -> Field:
    """Make a coded question with what its values mean."""
    values = tuple(entry.get("values", ()))
    return Field(
        name=entry["name"],
        type=FieldType(entry["type"]),
        labels=labels(entry),
        values=values,
        value_labels={value: labels(book.outcomes[value]) for value in values},
    )


def make_step(book: Book, node: Entry, common: dict[str, Any]) -> UserTask:
    """Make a step."""
    deadline = node.get("deadline", {})
    return UserTask(
        **common,
        fields=tuple(make_field(book, entry) for entry in node.get("fields", [])),
        form=node.get("effect", {}).get("form", ""),
        due=parse_duration(deadline["max"]) if deadline else None,
        due_kind=DueKind(deadline.get("kind", "service")),
        basis=tuple(bases(node)),
        consent=tuple(node.get("consent", ())),
        on_decline=declined_flow(book, node),
        referral=ReferralNeed(**node["referral"]) if "referral" in node else None,
        mandatory_notice=node.get("mandatory_notice", False),
        effects=effects(node),
    )


def declined_flow(book: Book, node: Entry) -> str:
    """Return the id of the flow taken when she refuses; "" when it is the ordinary one."""
    target = node.get("on_decline")
    ordinary = {flow["t"] for flow in book.flows if flow["f"] == node["id"]}
    return f"f_{node['id']}_declined" if target and target not in ordinary else ""


def make_timer(deadline: Entry) -> Timer:
    """Make a wait: a date of the person, a duration, or the time left until shortly before it."""
    if "at" in deadline:
        return Timer(None, deadline["at"])
    if "fires_before" not in deadline:
        return Timer(parse_duration(deadline["max"]))
    whole, lead = parse_duration(deadline["min"]), parse_duration(deadline["fires_before"])
    return Timer(parse_duration(f"P{whole.days - lead.days}D"))


def make_boundaries(node: Entry) -> list[BoundaryTimer]:
    """Make the timers on a wait: one for its time, one for the date of hers that may come sooner."""
    if node["type"] != "wait":
        return []
    sooner = node["deadline"]["not_after"]
    timers = {
        "time": Timer(parse_duration(node["deadline"]["max"])),
        "date": Timer(parse_duration(sooner["before"]), sooner["event"]),
    }
    return [
        BoundaryTimer(
            id=f"{node['id']}_{name}", lane=node["lane"], attached_to=node["id"], timer=timer
        )
        for name, timer in timers.items()
    ]


def make_node(book: Book, node: Entry) -> Node:
    """Make any node of the protocol; the timers on a wait are made by themselves."""
    kind = node["type"]
    common = {
        "id": node["id"],
        "lane": node["lane"],
        "labels": {} if kind in UNLABELLED else labels(node),
        "notes": notes(node),
    }
    if kind in {"task", "wait"}:
        return make_step(book, node, common)
    if kind == "timer":
        return CatchTimer(**common, timer=make_timer(node["deadline"]))
    if kind == "call":
        notice = node.get("mandatory_notice", False)
        calls = book.codes[node["calls"]]
        return CallActivity(**common, calls=calls, mandatory_notice=notice, basis=(*bases(node),))
    if kind == "end":
        reason = node.get("run_end_reason", "")
        return End(**common, effects=effects(node), run_end_reason=reason)
    if kind == "start":
        return Start(**common)
    return make_gateway(book, node, common)


def make_gateway(book: Book, node: Entry, common: dict[str, Any]) -> Gateway:
    """Make a gateway with its default flow."""
    default = ""
    for flow in book.flows:
        if flow["f"] == node["id"] and flow.get("default"):
            default = flow_id(flow)
    return Gateway(**common, kind=GATEWAYS[node["type"]], default=default)


def flow_id(flow: Entry) -> str:
    """Return the id of a flow: where it comes from and where it goes."""
    return f"f_{flow['f']}_{flow['t']}"


def condition_text(book: Book, field: str, value: str) -> str:
    """Return the condition that `field` was answered with `value`, in CEL."""
    if book.fields[field]["type"] == "yesno":
        return f"{field} == {'true' if value == 'yes' else 'false'}"
    return f"{field} == '{value}'"


def make_flows(book: Book) -> dict[str, Flow]:
    """Make all flows; several answers that lead from one decision to one node become one flow."""
    decides = {node["id"]: node.get("on", "") for node in book.nodes}
    grouped: dict[str, list[Entry]] = {}
    for flow in book.flows:
        grouped.setdefault(flow_id(flow), []).append(flow)
    found = {name: make_flow(book, name, group, decides) for name, group in grouped.items()}
    for node in book.nodes:
        if name := declined_flow(book, node):
            found[name] = Flow(
                id=name, source=node["id"], target=node["on_decline"], labels=REFUSES
            )
        for timer in make_boundaries(node):
            target = next(flow["t"] for flow in book.flows if flow["f"] == node["id"])
            found[f"f_{timer.id}"] = Flow(id=f"f_{timer.id}", source=timer.id, target=target)
    return found


def make_flow(book: Book, name: str, group: list[Entry], decides: Mapping[str, str]) -> Flow:
    """Make one flow from its entries."""
    first = group[0]
    conditions = [
        condition_text(book, flow.get("on") or decides[flow["f"]], flow["if"])
        for flow in group
        if "if" in flow
    ]
    is_default = any(flow.get("default") for flow in group)
    text = join_labels(labels(book.outcomes[flow["if"]]) for flow in group if "if" in flow)
    return Flow(
        id=name,
        source=first["f"],
        target=first["t"],
        labels=text or (OTHERWISE if is_default else {}),
        condition=None
        if is_default or not conditions
        else compile_condition(" || ".join(conditions)),
    )


def join_labels(several: Iterable[Labels]) -> dict[str, str]:
    """Return labels one after another, for a flow with several answers."""
    found: dict[str, str] = {}
    for item in several:
        for language, text in item.items():
            found[language] = f"{found[language]} / {text}" if language in found else text
    return found


def build(protocol_id: str, country: str) -> Definition:
    """Make the definition of a protocol in the variant of a country."""
    book = Book(protocol_id, country)
    protocol = book.protocol
    kinds = {node["lane"] for node in book.nodes}
    nodes: list[Node] = []
    for node in book.nodes:
        nodes += [make_node(book, node), *make_boundaries(node)]
    return Definition(
        id=f"{protocol_id}_{country}",
        code=protocol["code"],
        country=country,
        pillar=protocol["pillar"],
        labels=labels(protocol["title"]),
        notes=book.notes(),
        lanes=tuple(make_lane(lane) for lane in protocol["lanes"] if lane["id"] in kinds),
        nodes={node.id: node for node in nodes},
        flows=make_flows(book),
        sources=book.used_sources(),
    )


def make_lane(lane: Entry) -> Lane:
    """Make a lane, named as the vocabulary names its kind."""
    return Lane(
        id=lane["id"],
        labels=labels(vocabularies.entry("entity_kind", lane["entity_kind"])),
        entity_kinds=(lane["entity_kind"],),
        assign=Assign(lane.get("assign", "choose")),
    )


def main(arguments: list[str]) -> int:
    """Write all files, or compare them with `--check`."""
    differing = 0
    for protocol_id, country in BUILT:
        definition = build(protocol_id, country)
        path = LIBRARY / f"{protocol_id.lower()}_{definition.code}.{country.lower()}.bpmn"
        content = write(definition)
        if "--check" not in arguments:
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            differing += 1
            print(f"{path} is not what its source makes: run python -m tools.build_library")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
