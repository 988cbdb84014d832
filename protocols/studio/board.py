"""The file as it lies on the drawing board, where names are in the reader's language.

In the file of the draft every element has labels in all languages. On the board the one language
is the plain name, so that who changes a name there changes it in her own language only.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from core.vocabularies import LANGUAGES
from protocols.definition import Definition
from protocols.diagram_reader import read_picture
from protocols.elements import Labels, say
from protocols.layout import Picture
from protocols.namespaces import BPMN, REF
from protocols.parser import parse
from protocols.writer import write
from protocols.xml_reader import read_tree

LABEL = f"{{{REF}}}label"
ON_DECLINE = f"{{{REF}}}onDecline"
DOCUMENTATION = f"{{{BPMN}}}documentation"


def shape_of(definition: Definition) -> tuple[Any, ...]:
    """Return what a drawing depends on: two flowcharts of the same shape are drawn alike."""
    return (
        definition.id,
        [lane.id for lane in definition.lanes],
        {name: (type(node), node.lane) for name, node in definition.nodes.items()},
        {name: (flow.source, flow.target) for name, flow in definition.flows.items()},
    )


def drawn_as_before(xml: bytes, before: Definition, after: Definition) -> Picture | None:
    """Return the drawing of the file, if the changed flowchart can keep it."""
    return read_picture(xml, after) if shape_of(before) == shape_of(after) else None


def lay_on_board(xml: bytes, language: str) -> bytes:
    """Return the file with its plain names in one language, and the labels of the others."""
    definition = parse(xml)
    drawn = read_picture(xml, definition)
    root = read_tree(write(definition, picture=drawn))
    process = root.find(f"{{{BPMN}}}process")
    assert process is not None  # noqa: S101 -- it was parsed
    process.set(f"{{{REF}}}language", language)
    for element in process.iter(f"{{{BPMN}}}*"):
        _name_in(element, language)
    for paragraph in list(process.iter(DOCUMENTATION)):
        _parent(paragraph).remove(paragraph)
    pool = next(root.iter(f"{{{BPMN}}}participant"))
    pool.set("name", process.get("name", ""))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None  # noqa: S101 -- it lies in the process
    return parent


def _name_in(element: etree._Element, language: str) -> None:
    holder = element.find(f"{{{BPMN}}}extensionElements")
    found = [] if holder is None else holder.findall(LABEL)
    labels = {label.get("lang", ""): label.text or "" for label in found}
    if labels:
        element.set("name", say(labels, language))
    for label in found:
        if label.get("lang") == language:
            _parent(label).remove(label)


def take_from_board(
    xml: bytes, before: Definition, language: str
) -> tuple[Definition, Picture | None]:
    """Return the flowchart and the drawing that were saved on the board.

    A name that the board had to borrow from another language does not become a label. Raises
    MalformedProtocol.
    """
    drawn = parse(_mended(xml))

    def own(known: Mapping[str, Any], name: str, labels: Labels) -> Labels:
        old: Labels = known[name].labels if name in known else {}
        return _in_order(_without_borrowed(labels, old, language))

    lanes = {lane.id: lane for lane in before.lanes}
    definition = replace(
        drawn,
        code=before.code,
        country=before.country,
        labels=_in_order(_without_borrowed(drawn.labels, before.labels, language)),
        lanes=tuple(replace(x, labels=own(lanes, x.id, x.labels)) for x in drawn.lanes),
        nodes={
            k: replace(x, labels=own(before.nodes, k, x.labels)) for k, x in drawn.nodes.items()
        },
        flows={
            k: replace(x, labels=own(before.flows, k, x.labels)) for k, x in drawn.flows.items()
        },
    )
    return definition, read_picture(xml, definition)


def _mended(xml: bytes) -> bytes:
    """Finish what the board leaves open.

    The flowchart is called as its pool is, which is where the board shows its name; a step whose
    arrow for a refusal was removed has none.
    """
    root = read_tree(xml)
    process = root.find(f"{{{BPMN}}}process")
    for pool in root.iter(f"{{{BPMN}}}participant"):
        if process is not None and pool.get("name"):
            process.set("name", pool.get("name", ""))
    flows = {flow.get("id") for flow in root.iter(f"{{{BPMN}}}sequenceFlow")}
    for step in root.iter(f"{{{BPMN}}}userTask"):
        if ON_DECLINE in step.attrib and step.get(ON_DECLINE) not in flows:
            del step.attrib[ON_DECLINE]
    return etree.tostring(root)


def _without_borrowed(labels: Labels, before: Labels, language: str) -> Labels:
    borrowed = language not in before and labels.get(language) == say(before, language)
    return {k: text for k, text in labels.items() if not (borrowed and k == language)}


def _in_order(labels: Labels) -> Labels:
    return {code: labels[code] for code in LANGUAGES if code in labels}
