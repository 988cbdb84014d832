"""Writes a definition as a protocol file: what `parser.parse` reads back as the same definition.

The diagram is ours (`layout`) or the one drawn by hand, so that the file opens in any editor.
"""

from collections.abc import Mapping

from lxml import etree

from protocols.definition import Definition
from protocols.diagram_writer import write_diagram
from protocols.elements import (
    FALLBACK_LANGUAGES,
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
)
from protocols.layout import Picture, lay_out
from protocols.namespaces import BPMN, PREFIXES, REF, XSI

TAGS: Mapping[type[Node], str] = {
    Start: "startEvent",
    End: "endEvent",
    UserTask: "userTask",
    SendTask: "sendTask",
    BoundaryTimer: "boundaryEvent",
    CatchTimer: "intermediateCatchEvent",
    CallActivity: "callActivity",
}


def write(definition: Definition, *, picture: Picture | None = None) -> bytes:
    """Return the BPMN 2.0 file of a definition. The same in, the same out.

    It is drawn as `picture` has it, which must then hold all of its elements, or laid out anew.
    """
    language = main_language(definition)
    root = etree.Element(_bpmn("definitions"), nsmap=PREFIXES)
    root.set("id", f"{definition.id}_definitions")
    root.set("targetNamespace", REF)
    collaboration = _add(root, "collaboration", id=f"{definition.id}_collaboration")
    pool = _add(collaboration, "participant", id=f"{definition.id}_pool", processRef=definition.id)
    _name(pool, definition.labels, language)
    process = _add(root, "process", id=definition.id, isExecutable="false")
    _write_process(process, definition, language)
    write_diagram(root, definition, picture or lay_out(definition))
    etree.indent(root, space="  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def main_language(definition: Definition) -> str:
    """Return the language of the plain names in its file: the first that its title has."""
    return next((code for code in FALLBACK_LANGUAGES if definition.labels.get(code)), "es")


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


def _name(element: etree._Element, labels: Labels, language: str) -> None:
    """Write the plain name, which counts as a label of the file's language: never another's."""
    if labels.get(language):
        element.set("name", labels[language])


def _labels(parent: etree._Element, labels: Labels, tag: str = "label") -> None:
    for language, text in labels.items():
        label = etree.SubElement(parent, f"{{{REF}}}{tag}")
        label.set("lang", language)
        label.text = text


def _describe(
    element: etree._Element, language: str, labels: Labels, notes: Labels | None = None
) -> etree._Element:
    """Write name, documentation, labels and notes; return the holder of extension elements."""
    _name(element, labels, language)
    for paragraph in (notes or {}).get(language, "").splitlines():
        _add(element, "documentation").text = paragraph
    holder = _add(element, "extensionElements")
    _labels(holder, labels)
    _labels(holder, notes or {}, "note")
    return holder


def _write_process(process: etree._Element, definition: Definition, language: str) -> None:
    _own(
        process,
        code=definition.code,
        country=definition.country,
        pillar=definition.pillar,
        language=language,
    )
    holder = _describe(process, language, definition.labels, definition.notes)
    for code, texts in definition.sources.items():
        source = etree.SubElement(holder, f"{{{REF}}}source")
        source.set("code", code)
        _labels(source, texts)
    lane_set = _add(process, "laneSet", id=f"{definition.id}_lanes")
    for lane in definition.lanes:
        _write_lane(lane_set, lane, definition, language)
    for node in definition.nodes.values():
        _write_node(process, node, language)
    for flow in definition.flows.values():
        _write_flow(process, flow, language)


def _write_lane(
    lane_set: etree._Element, lane: Lane, definition: Definition, language: str
) -> None:
    element = _add(lane_set, "lane", id=lane.id)
    _own(
        element,
        entityKinds=" ".join(lane.entity_kinds),
        assign=lane.assign.value,
        entity=lane.entity,
    )
    _describe(element, language, lane.labels, lane.notes)
    for node in definition.nodes.values():
        if node.lane == lane.id:
            _add(element, "flowNodeRef").text = node.id


def _write_node(process: etree._Element, node: Node, language: str) -> None:
    tag = f"{node.kind}Gateway" if isinstance(node, Gateway) else TAGS[type(node)]
    element = _add(process, tag, id=node.id)
    holder = _describe(element, language, node.labels, node.notes)
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


def _write_flow(process: etree._Element, flow: Flow, language: str) -> None:
    element = _add(
        process, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
    )
    if flow.labels:
        _describe(element, language, flow.labels)
    if flow.condition:
        expression = _add(element, "conditionExpression", language="cel")
        expression.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
        expression.text = flow.condition.text


def _effects(effects: tuple[Effect, ...]) -> str:
    return " ".join(f"{effect.status}:{value}" for effect in effects for value in effect.values)


def _flag(value: bool) -> str:  # noqa: FBT001 -- a value to be written, not a mode
    return "true" if value else ""
