"""Says moves of a run in words of the reader's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import vocabularies
from protocols.actions import Action, Deed
from protocols.definition import Definition
from protocols.elements import BoundaryTimer, Field, Labels, Node, UserTask, say
from protocols.expressions import Answer


def in_words(labels: Labels) -> str:
    """Return a label in the reader's language, else in another; "" without any."""
    return say(labels, get_language() or "es")


def name_of(definition: Definition, element: str) -> str:
    """Return what an element is called; its id where it has no label, or is not there."""
    node = definition.nodes.get(element)
    if isinstance(node, BoundaryTimer) and not node.labels:
        return name_of(definition, node.attached_to)
    return in_words(node.labels) or element if node else element


def tell_move(definition: Definition, action: Action) -> str:
    """Return a move as part of a sentence, also one that cannot be made (any more)."""
    name = name_of(definition, action.element)
    if action.deed is Deed.DECLINE:
        return _("“%(name)s” is refused") % {"name": name}
    if action.deed is Deed.FIRE:
        return _("the time of “%(name)s” is up") % {"name": name}
    fields = _fields(definition.nodes.get(action.element))
    said = ", ".join(
        tell_answer(fields[field], answer) if field in fields else f"{field} {answer}"
        for field, answer in action.answers.items()
    )
    told = _("“%(name)s”") % {"name": name}
    return f"{told} ({said})" if said else told


def tell_answer(item: Field, answer: Answer) -> str:
    """Return a question with its answer."""
    if isinstance(answer, bool):
        said = _("Yes") if answer else _("No")
    else:
        said = value_label(item, str(answer))
    return f"{in_words(item.labels) or item.name} {said}"


def value_label(item: Field, value: str) -> str:
    """Return what a value of a field means."""
    if item.vocabulary:
        return vocabularies.label(item.vocabulary, value)
    return in_words(item.value_labels.get(value, {})) or value


def _fields(node: Node | None) -> dict[str, Field]:
    return {item.name: item for item in node.fields} if isinstance(node, UserTask) else {}
