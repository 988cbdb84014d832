"""Reads a protocol file (BPMN 2.0 XML, our closed subset) into a `Definition`.

All that is wrong is collected and raised at once, by element id, in the reader's language.
"""

from collections import Counter
from typing import cast

from django.utils.translation import gettext as _
from lxml import etree

from protocols.definition import Definition
from protocols.element_reader import Source
from protocols.elements import BoundaryTimer, Flow, Gateway, Lane, Node, Start, UserTask
from protocols.findings import Finding, MalformedProtocol, Severity
from protocols.node_reader import read_flow, read_lane, read_node
from protocols.subset import NODE_RULES
from protocols.xml_reader import read_tree

MAX_NODES = 250
IDS = etree.XPath("//@id[. != '']", smart_strings=False)


def parse(data: bytes) -> Definition:
    """Return the flowchart in a file; raise MalformedProtocol with every finding otherwise."""
    findings: list[Finding] = []
    root = Source(read_tree(data), findings, "es")
    root.check()
    process = _only(root, "process")
    if process is None:
        raise MalformedProtocol(findings)
    process.language = process.ref("language") or "es"
    process.check()
    _check_pool(root, process)
    _check_size(process)
    definition = _read_process(process)
    _check_ids(root, findings)
    _check_references(definition, findings)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise MalformedProtocol(findings)
    return definition


def _only(parent: Source, tag: str) -> Source | None:
    found = list(parent.children(tag))
    if len(found) != 1:
        parent.refuse(
            "wrong_number",
            _("It needs exactly one “%(tag)s”; there are %(count)d.")
            % {"tag": tag, "count": len(found)},
        )
        return None
    return found[0]


def _check_pool(root: Source, process: Source) -> None:
    collaboration = _only(root, "collaboration")
    if collaboration is None:
        return
    collaboration.check()
    participant = _only(collaboration, "participant")
    if participant is None:
        return
    participant.check()
    if participant.plain("processRef") != process.id:
        participant.refuse("dangling", _("The pool must show the one process of the file."))


def _check_size(process: Source) -> None:
    """Refuse what nobody could read, and what would take too long to check."""
    if len(process.children(*NODE_RULES)) > MAX_NODES:
        process.refuse(
            "too_complex",
            _("It has more than %(count)d elements: simplify it, or split it in two protocols.")
            % {"count": MAX_NODES},
        )
        raise MalformedProtocol(process.findings)


def _read_process(process: Source) -> Definition:
    lanes, lane_of = _read_lanes(process)
    nodes: dict[str, Node] = {}
    for source in process.children(*NODE_RULES):
        source.check()
        nodes[source.id] = read_node(source, lane_of.get(source.id, ""))
    flows: dict[str, Flow] = {}
    for source in process.children("sequenceFlow"):
        source.check()
        flows[source.id] = read_flow(source)
    starts = sum(isinstance(node, Start) for node in nodes.values())
    if starts != 1:
        process.refuse(
            "wrong_number",
            _("A protocol has exactly one start event; there are %(count)d.") % {"count": starts},
        )
    for name in lane_of:
        if name not in nodes:
            _dangling(process.findings, lane_of[name], _("It names an unknown element."))
    return Definition(
        id=process.id,
        code=process.ref("code") or process.id,
        country=process.ref("country"),
        pillar=process.ref("pillar"),
        labels=process.labels(),
        notes=process.notes(),
        lanes=lanes,
        nodes=nodes,
        flows=flows,
        sources={
            item.plain("code"): item.labels() or {item.language: item.text}
            for item in process.own("source")
        },
    )


def _read_lanes(process: Source) -> tuple[tuple[Lane, ...], dict[str, str]]:
    lanes: list[Lane] = []
    lane_of: dict[str, str] = {}
    lane_set = _only(process, "laneSet")
    if lane_set is None:
        return (), {}
    lane_set.check()
    for source in lane_set.children("lane"):
        source.check()
        lanes.append(read_lane(source))
        for reference in source.children("flowNodeRef"):
            if lane_of.setdefault(reference.text, source.id) != source.id:
                source.refuse(
                    "two_lanes",
                    _("“%(name)s” is in two lanes.") % {"name": reference.text[:80]},
                )
    return tuple(lanes), lane_of


def _check_ids(root: Source, findings: list[Finding]) -> None:
    ids = Counter(map(str, cast("list[object]", IDS(root.element))))
    for name, count in ids.items():
        if count > 1:
            findings.append(
                Finding("double_id", Severity.ERROR, name, _("Two elements have the same id."))
            )


def _check_references(definition: Definition, findings: list[Finding]) -> None:
    nodes = definition.nodes
    for flow in definition.flows.values():
        if flow.source not in nodes or flow.target not in nodes:
            _dangling(findings, flow.id, _("The flow does not join two elements of the process."))
    for node in nodes.values():
        _check_node_references(definition, node, findings)


def _check_node_references(definition: Definition, node: Node, findings: list[Finding]) -> None:
    def leaves(flow_id: str) -> bool:
        return flow_id in definition.flows and definition.flows[flow_id].source == node.id

    if isinstance(node, BoundaryTimer):
        if not isinstance(definition.nodes.get(node.attached_to), UserTask):
            _dangling(findings, node.id, _("The timer is not attached to a step."))
    elif isinstance(node, UserTask):
        if node.on_decline and not leaves(node.on_decline):
            _dangling(findings, node.id, _("onDecline names no flow out of this step."))
    elif isinstance(node, Gateway) and node.default and not leaves(node.default):
        _dangling(findings, node.id, _("The default is no flow out of this gateway."))


def _dangling(findings: list[Finding], element: str, message: str) -> None:
    findings.append(Finding("dangling", Severity.ERROR, element, message))
