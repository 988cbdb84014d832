"""Takes in a file from another editor: what our files have no place for is kept elsewhere, or told. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from protocols.definition import Definition
from protocols.diagram_reader import read_picture
from protocols.element_reader import MAX_NOTE
from protocols.namespaces import BPMN
from protocols.parser import parse
from protocols.writer import main_language, write
from protocols.xml_reader import read_tree

if TYPE_CHECKING:
    from protocols.elements import Labels


@dataclass(frozen=True, slots=True)
class Imported:
    """A file as a draft begins with it.

    `kept` are the texts that stood on the drawing and became notes, by id, with the element they
    are notes of ("": the flowchart); `dropped` those that are too long for a note.
    """

    xml: bytes
    definition: Definition
    kept: Mapping[str, str]
    dropped: tuple[str, ...]


def take_in(xml: bytes) -> Imported:
    """Return a file without texts beside its elements, byte for byte where it has none.

    Raises MalformedProtocol for a file outside the subset.
    """
    definition = parse(xml)
    root = read_tree(xml)
    targets = _targets(root)
    changed, kept, dropped = definition, dict[str, str](), list[str]()
    for name, text in _texts(root):
        about = targets.get(name, "")
        about = about if about in definition.nodes else ""
        noted = _note(changed, about, text)
        if noted is None:
            dropped.append(name)
        else:
            changed, kept[name] = noted, about
    if not (kept or dropped):
        return Imported(xml, definition, {}, ())
    written = write(changed, picture=read_picture(xml, definition))
    return Imported(written, changed, kept, tuple(dropped))


def _texts(root: etree._Element) -> Iterator[tuple[str, str]]:
    for annotation in root.iter(f"{{{BPMN}}}textAnnotation"):
        text = "\n".join((item.text or "").strip() for item in annotation.iter(f"{{{BPMN}}}text"))
        if text.strip():
            yield annotation.get("id", ""), text.strip()


def _targets(root: etree._Element) -> dict[str, str]:
    """Return which element each text is tied to, whichever way its line was drawn."""
    found: dict[str, str] = {}
    for line in root.iter(f"{{{BPMN}}}association"):
        ends = line.get("sourceRef", ""), line.get("targetRef", "")
        found |= {ends[0]: ends[1], ends[1]: ends[0]}
    return found


def _note(definition: Definition, about: str, text: str) -> Definition | None:
    """Return the flowchart with the text as a note; None when there is no room for it."""
    language = main_language(definition)
    node = definition.nodes.get(about)
    notes: Labels = node.notes if node else definition.notes
    whole = "\n".join(filter(None, [notes.get(language, ""), text]))
    if len(whole) > MAX_NOTE:
        return None
    said = {**notes, language: whole}
    if node is None:
        return replace(definition, notes=said)
    return replace(definition, nodes={**definition.nodes, about: replace(node, notes=said)})
