"""Writes a definition as a protocol file: what `parser.parse` reads back as the same definition.

The diagram is ours (`layout`), so that the file opens drawn in any BPMN editor.
"""

from collections.abc import Mapping

from lxml import etree

from protocols.definition import Definition
from protocols.diagram_writer import write_diagram
from protocols.elements import (
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    Effect,
    End,
    Field,
    Flow,
    Gateway,
    Labels,
    Lane,
    Node,
    SendTask,
    Start,
    Timer,
    UserTask,
    say,
)
from protocols.namespaces import BPMN, PREFIXES, REF, XSI

MAIN_LANGUAGE = "es"
TAGS: Mapping[type[Node], str] = {
    Start: "startEvent",
    End: "endEvent",
    UserTask: "userTask",
    SendTask: "sendTask",
    BoundaryTimer: "boundaryEvent",
    CatchTimer: "intermediateCatchEvent",
    CallActivity: "callActivity",
}


def write(definition: Definition) -> bytes:
    """Return the BPMN 2.0 file of a definition, with its diagram. The same in, the same out."""
    root = etree.Element(_bpmn("definitions"), nsmap=PREFIXES)
    root.set("id", f"{definition.id}_definitions")
    root.set("targetNamespace", REF)
    collaboration = _add(root, "collaboration", id=f"{definition.id}_collaboration")
    pool = _add(collaboration, "participant", id=f"{definition.id}_pool", processRef=definition.id)
    _name(pool, definition.labels)
    process = _add(root, "process", id=definition.id, isExecutable="false")
    _write_process(process, definition)
    write_diagram(root, definition)
    etree.indent(root, space="  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _bpmn(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _bpmn(tag))
    for name, value in attributes.items():
        if value:
            element.set(name, value)
    return element


def _own(element: etree._Element, **attributes: str) -> None:
    for name, value in attributes.items():
        if value:
            element.set(f"{{{REF}}}{name}", value)


def _name(element: etree._Element, labels: Labels) -> None:
    if labels:
        element.set("name", say(labels, MAIN_LANGUAGE))


def _labels(parent: etree._Element, labels: Labels, tag: str = "label") -> None:
    for language, text in labels.items():
        label = etree.SubElement(parent, f"{{{REF}}}{tag}")
        label.set("lang", language)
        label.text = text


def _describe(
    element: etree._Element, labels: Labels, notes: Labels | None = None
) -> etree._Element:
    """Write name, documentation, labels and notes; return the holder of extension elements."""
    _name(element, labels)
    for paragraph in say(notes or {}, MAIN_LANGUAGE).splitlines():
        _add(element, "documentation").text = paragraph
    holder = _add(element, "extensionElements")
    _labels(holder, labels)
    _labels(holder, notes or {}, "note")
    return holder


def _write_process(process: etree._Element, definition: Definition) -> None:
    _own(
        process,
        code=definition.code,
        country=definition.country,
        pillar=definition.pillar,
        language=MAIN_LANGUAGE,
    )
    holder = _describe(process, definition.labels, definition.notes)
    for code, texts in definition.sources.items():
        source = etree.SubElement(holder, f"{{{REF}}}source")
        source.set("code", code)
        _labels(source, texts)
    lane_set = _add(process, "laneSet", id=f"{definition.id}_lanes")
    for lane in definition.lanes:
        _write_lane(lane_set, lane, definition)
    for node in definition.nodes.values():
        _write_node(process, node)
    for flow in definition.flows.values():
        _write_flow(process, flow)


def _write_lane(lane_set: etree._Element, lane: Lane, definition: Definition) -> None:
    element = _add(lane_set, "lane", id=lane.id)
    _own(
        element,
        entityKinds=" ".join(lane.entity_kinds),
        assign=lane.assign.value,
        entity=lane.entity,
    )
    _describe(element, lane.labels)
    for node in definition.nodes.values():
        if node.lane == lane.id:
            _add(element, "flowNodeRef").text = node.id


def _write_node(process: etree._Element, node: Node) -> None:
    tag = f"{node.kind}Gateway" if isinstance(node, Gateway) else TAGS[type(node)]
    element = _add(process, tag, id=node.id)
    holder = _describe(element, node.labels, node.notes)
    if isinstance(node, UserTask):
        _write_user_task(element, holder, node)
    elif isinstance(node, SendTask):
        _own(element, notify=" ".join(node.notify), template=node.template)
    elif isinstance(node, Gateway) and node.default:
        element.set("default", node.default)
    elif isinstance(node, End):
        _own(element, effect=_effects(node.effects), runEndReason=node.run_end_reason)
    elif isinstance(node, CallActivity):
        element.set("calledElement", node.calls)
        _own(element, mandatoryNotice=_flag(node.mandatory_notice), basis=" ".join(node.basis))
    elif isinstance(node, BoundaryTimer | CatchTimer):
        _write_timer(element, node)
    if len(holder) == 0:
        element.remove(holder)


def _write_user_task(element: etree._Element, holder: etree._Element, step: UserTask) -> None:
    need = step.referral
    _own(
        element,
        form=step.form,
        due=step.due.text if step.due else "",
        dueKind=step.due_kind.value if step.due else "",
        basis=" ".join(step.basis),
        consent=" ".join(step.consent),
        onDecline=step.on_decline,
        referral=f"{need.service} {need.urgency} {need.basis}" if need else "",
        mandatoryNotice=_flag(step.mandatory_notice),
        effect=_effects(step.effects),
    )
    for item in step.fields:
        _write_field(holder, item)


def _write_field(holder: etree._Element, item: Field) -> None:
    element = etree.SubElement(holder, f"{{{REF}}}field")
    element.set("name", item.name)
    element.set("type", item.type.value)
    if item.vocabulary:
        element.set("vocabulary", item.vocabulary)
    elif item.values:
        element.set("values", " ".join(item.values))
    _labels(element, item.labels)
    for code, labels in item.value_labels.items():
        value = etree.SubElement(element, f"{{{REF}}}value")
        value.set("code", code)
        _labels(value, labels)


def _write_timer(element: etree._Element, node: BoundaryTimer | CatchTimer) -> None:
    timer: Timer = node.timer
    if isinstance(node, BoundaryTimer):
        element.set("attachedToRef", node.attached_to)
        element.set("cancelActivity", "true" if node.interrupting else "false")
    _own(element, at=timer.at)
    definition = _add(element, "timerEventDefinition")
    if timer.duration:
        _add(definition, "timeDuration").text = timer.duration.text


def _write_flow(process: etree._Element, flow: Flow) -> None:
    element = _add(
        process, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
    )
    if flow.labels:
        _describe(element, flow.labels)
    if flow.condition:
        expression = _add(element, "conditionExpression", language="cel")
        expression.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
        expression.text = flow.condition.text


def _effects(effects: tuple[Effect, ...]) -> str:
    return " ".join(f"{effect.status}:{value}" for effect in effects for value in effect.values)


def _flag(value: bool) -> str:  # noqa: FBT001 -- a value to be written, not a mode
    return "true" if value else ""
