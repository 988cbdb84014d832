"""Turns walks and example cases into what the pages show, in the reader's language."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protocols.definition import Definition
from protocols.drawing import draw
from protocols.elements import BoundaryTimer, CatchTimer, Field, FieldType
from protocols.marks import Mark, MarkState, timer_words
from protocols.models import ProtocolVersion
from protocols.outline import outline
from protocols.state import EventKind
from protocols.telling import in_words, name_of, tell_move
from protocols.tryout.selectors import Tried
from protocols.tryout.walks import Walk, choices
from protocols.tryout.words import tell_outcome

PAST = {
    EventKind.STEP_COMPLETED: MarkState.DONE,
    EventKind.STEP_DECLINED: MarkState.DECLINED,
    EventKind.STEP_CANCELLED: MarkState.CANCELLED,
    EventKind.NOTICE_SENT: MarkState.DONE,
    EventKind.PROTOCOL_CALLED: MarkState.DONE,
    EventKind.BRANCH_ENDED: MarkState.DONE,
    EventKind.TIMER_FIRED: MarkState.DONE,
}


def walk_page(
    version: ProtocolVersion, definition: Definition, walked: Walk, chosen: str
) -> dict[str, Any]:
    """Return the context of a step-through; `chosen` is the step whose answers are asked."""
    language = get_language() or "es"
    marks = marks_of(definition, walked)
    return {
        "title": _("Try out: %(name)s") % {"name": in_words(definition.labels)},
        "version": version,
        "ended": walked.state.ended,
        "at": len(walked.moves),
        "back_to": len(walked.moves) - 1,
        "told": [tell_move(definition, move) for move in walked.moves],
        "problem": str(walked.failure) if walked.failure and not walked.failed else "",
        "waiting": _waiting(version, definition, walked, chosen),
        "chosen": _chosen(definition, chosen),
        "timers": _timers(definition, walked),
        "drawing": draw(definition, language=language, marks=marks),
        "items": outline(definition, language=language, marks=marks),
    }


def marks_of(definition: Definition, walked: Walk) -> dict[str, Mark]:
    """Return where a walk stands and what it passed."""
    marks = {
        event.element: Mark(PAST[event.kind])
        for stage in walked.stages
        for event in stage.events
        if event.kind in PAST
    }
    waits = [name for name in walked.state.timers if isinstance(definition.nodes[name], CatchTimer)]
    marks |= {name: Mark(MarkState.WAITING) for name in waits}
    return marks | {name: Mark(MarkState.NOW) for name in walked.state.steps}


def _waiting(
    version: ProtocolVersion, definition: Definition, walked: Walk, chosen: str
) -> list[dict[str, Any]]:
    here = reverse("protocols:try", args=[version.protocol.slug, version.number])
    lanes = {lane.id: in_words(lane.labels) for lane in definition.lanes}
    return [
        {
            "label": name_of(definition, name),
            "who": lanes.get(definition.nodes[name].lane, ""),
            "url": f"{here}?step={name}#do",
            "chosen": name == chosen,
        }
        for name in choices(definition, walked.state).steps
    ]


def _chosen(definition: Definition, chosen: str) -> dict[str, str]:
    if not chosen:
        return {}
    note = in_words(definition.nodes[chosen].notes)
    return {"element": chosen, "label": name_of(definition, chosen), "note": note}


def _timers(definition: Definition, walked: Walk) -> list[dict[str, str]]:
    found = []
    for name, step in choices(definition, walked.state).timers:
        node = definition.nodes[name]
        assert isinstance(node, BoundaryTimer | CatchTimer)  # noqa: S101 -- timers of a state
        words = (
            _("“%(name)s”: let %(time)s pass") if node.labels or step else _("Let %(time)s pass")
        )
        said = {"name": name_of(definition, name), "time": timer_words(node.timer)}
        found.append({"element": name, "label": words % said})
    return found


def example_rows(
    version: ProtocolVersion, definition: Definition, tried: list[Tried]
) -> list[dict[str, Any]]:
    """Return a row for each example case, with how it came out."""
    return [
        {
            "name": in_words(item.outcome.example.names),
            "number": item.number,
            "holds": item.outcome.holds,
            "state": _("As expected") if item.outcome.holds else _("Another path"),
            "tone": "good" if item.outcome.holds else "bad",
            "problem": tell_outcome(definition, item.outcome),
            "moves": [tell_move(definition, move) for move in item.outcome.example.moves],
            "ends": _ends(definition, item),
            "args": [version.protocol.slug, version.number, item.number],
        }
        for item in tried
    ]


def _ends(definition: Definition, item: Tried) -> str:
    path = item.outcome.example.path
    return name_of(definition, path[-1]) if path else ""


def elements_of(definition: Definition) -> list[list[str]]:
    """Return the elements that an example case may name: id, kind, label, questions."""
    told = [
        [item.element, item.kind, item.title, _questions(definition, item.element)]
        for item in outline(definition, language=get_language() or "es")
    ]
    timers = [node.id for node in definition.nodes.values() if isinstance(node, BoundaryTimer)]
    return told + [[name, _("Timer"), name_of(definition, name), ""] for name in timers]


def _questions(definition: Definition, element: str) -> str:
    step = definition.step(element)
    return ", ".join(_question(item) for item in step.fields) if step else ""


def _question(item: Field) -> str:
    values = ("yes", "no") if item.type is FieldType.YESNO else item.values
    return f"{item.name} = {' | '.join(values)}" if values else item.name
