"""Makes the BPMN files of `protocols/library` from `library/source/protocols.yaml`.

    python -m tools.build_library          writes the files
    python -m tools.build_library --check  exit 1 when a committed file differs

The header of the YAML file explains its keys. Merges and joins carry no label; an `on_decline`
that is the step's own next node needs no flow of its own.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from protocols.definition import Definition
from protocols.durations import parse_duration
from protocols.elements import (
    Assign,
    CallActivity,
    CatchTimer,
    DueKind,
    Effect,
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

LIBRARY = Path(__file__).resolve().parents[1] / "protocols" / "library"
BUILT = (("P1", "ES"), ("P2", "ES"))
LANGUAGES = ("es", "eu", "pt", "en")
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
Entry = Mapping[str, Any]


class Book:
    """The YAML file, and one protocol of it in the variant of a country."""

    def __init__(self, protocol_id: str, country: str) -> None:
        text = (LIBRARY / "source" / "protocols.yaml").read_text(encoding="utf-8")
        content = yaml.safe_load(text)
        self.basis: Mapping[str, str] = content["meta"]["basis"]
        self.outcomes: Mapping[str, Labels] = content["meta"]["outcomes"]
        self.codes = {entry["id"]: entry["code"] for entry in content["protocols"]}
        self.country = country
        self.protocol = next(e for e in content["protocols"] if e["id"] == protocol_id)
        variant = self.protocol.get("variants", {}).get(country, {})
        dropped = set(variant.get("drop", []))
        self.nodes = [self._vary(node) for node in self.protocol["nodes"]]
        self.nodes = [node for node in self.nodes if node["id"] not in dropped]
        self.flows = [
            flow
            for flow in [*self.protocol["flows"], *variant.get("flows", [])]
            if not {flow["f"], flow["t"]} & dropped
        ]
        self.fields = {item["name"]: item for node in self.nodes for item in node.get("fields", [])}

    def _vary(self, node: Entry) -> Entry:
        varied = {**node, **node.get("variants", {}).get(self.country, {})}
        return {key: value for key, value in varied.items() if value is not None}

    def used_sources(self) -> dict[str, str]:
        """Return the sources that the protocol or one of its nodes names."""
        named = [*self.protocol["basis"]]
        for node in self.nodes:
            named += bases(node)
        return {code: self.basis[code] for code in self.basis if code in named}


def labels(entry: Entry) -> dict[str, str]:
    """Return the four labels of an entry."""
    return {language: entry[language] for language in LANGUAGES}


def bases(node: Entry) -> list[str]:
    """Return the sources of a node and of its deadline, each once."""
    found = [*node.get("basis", [])]
    deadline = node.get("deadline", {}).get("basis")
    return found if deadline is None or deadline in found else [*found, deadline]


def notes(node: Entry) -> str:
    """Return what the file says about a node beyond its attributes."""
    deadline = node.get("deadline", {})
    found = [node.get("note", ""), deadline.get("note", "")]
    if "fires_before" in deadline:
        found.append(f"fires {deadline['fires_before']} before the end of {deadline['min']}")
    found += [
        f"{key.replace('_', ' ')}: {str(deadline[key]).replace('_', ' ')}"
        for key in ("if_detained", "silence")
        if key in deadline
    ]
    return "\n".join(filter(None, found))


def effects(node: Entry) -> tuple[Effect, ...]:
    """Return the proposed changes of status; the form is an attribute of its own."""
    return tuple(
        Effect(status, tuple(value) if isinstance(value, list) else (value,))
        for status, value in node.get("effect", {}).items()
        if status != "form"
    )


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
    if deadline.keys() & {"not_after", "repeat"}:
        raise ValueError(f"This deadline is not built yet: {deadline}")
    if "at" in deadline:
        return Timer(None, deadline["at"])
    if "fires_before" not in deadline:
        return Timer(parse_duration(deadline["max"]))
    whole, lead = parse_duration(deadline["min"]), parse_duration(deadline["fires_before"])
    return Timer(parse_duration(f"P{whole.days - lead.days}D"))


def make_node(book: Book, node: Entry) -> Node:
    """Make any node of the protocol."""
    kind = node["type"]
    common = {
        "id": node["id"],
        "lane": node["lane"],
        "labels": {} if kind in UNLABELLED else labels(node),
        "documentation": notes(node),
    }
    if kind == "task":
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
    nodes = [make_node(book, node) for node in book.nodes]
    return Definition(
        id=f"{protocol_id}_{country}",
        code=protocol["code"],
        country=country,
        pillar=protocol["pillar"],
        labels=labels(protocol["title"]),
        documentation=protocol.get("variants", {}).get(country, {}).get("note", ""),
        lanes=tuple(make_lane(lane) for lane in protocol["lanes"] if lane["id"] in kinds),
        nodes={node.id: node for node in nodes},
        flows=make_flows(book),
        sources=book.used_sources(),
    )


def make_lane(lane: Entry) -> Lane:
    """Make a lane, named as the vocabulary names its kind."""
    from core import vocabularies  # noqa: PLC0415 -- needs Django's settings, set in main()

    return Lane(
        id=lane["id"],
        labels=labels(vocabularies.entry("entity_kind", lane["entity_kind"])),
        entity_kinds=(lane["entity_kind"],),
        assign=Assign(lane.get("assign", "choose")),
    )


def main(arguments: list[str]) -> int:
    """Write all files, or compare them with `--check`."""
    from protocols.writer import write  # noqa: PLC0415 -- likewise

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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
