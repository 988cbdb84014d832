"""Tells a flowchart in words: numbered steps that say who, by when, with what consent, then what.

It is what a person reads who cannot see the drawing, so it holds everything the drawing holds.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from core import vocabularies
from protocols.definition import Definition
from protocols.elements import (
    Assign,
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    DueKind,
    End,
    Flow,
    Gateway,
    GatewayKind,
    Node,
    SendTask,
    Start,
    UserTask,
    say,
)
from protocols.marks import Mark, Marks, duration_words, timer_words


@dataclass(frozen=True, slots=True)
class Then:
    """What comes next: the number of the item, on which answer, and whether it waits for others."""

    number: int
    label: str = ""
    waits: bool = False

    @property
    def text(self) -> str:
        """It as a sentence in the active language."""
        words = _("then %(number)d when the other branches have arrived too")
        if not self.waits:
            words = _("then %(number)d")
        sentence = words % {"number": self.number}
        return f"{self.label}: {sentence}" if self.label else sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineItem:
    """One numbered line; all words are in the language of the outline."""

    number: int
    element: str
    kind: str
    title: str
    lane: str
    deadline: str = ""
    basis: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    needs: str = ""
    is_step: bool = False
    then: tuple[Then, ...] = ()
    mark: Mark | None = None


def outline(
    definition: Definition, *, language: str, marks: Marks | None = None
) -> list[OutlineItem]:
    """Return the flowchart as numbered lines, in the order in which a run may meet them."""
    with override(language):
        return _Teller(definition, language, marks or {}).tell()


def reading_order(definition: Definition) -> list[str]:
    """Walk from the start, one branch to its end before the next; the unreached come last."""
    found: dict[str, None] = {}
    waiting = [*reversed(list(definition.nodes)), definition.start.id]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            exits = [flow.target for flow in definition.outgoing[name]]
            timers = [timer.id for timer in definition.boundaries.get(name, ())]
            waiting += reversed([*exits, *timers])
    return list(found)


class _Teller:
    """One outline in the making."""

    def __init__(self, definition: Definition, language: str, marks: Marks) -> None:
        self.definition = definition
        self.language = language
        self.marks = marks
        told = [name for name in reading_order(definition) if self._is_told(definition.nodes[name])]
        self.numbers = {name: number for number, name in enumerate(told, start=1)}

    def tell(self) -> list[OutlineItem]:
        """Return all lines."""
        return [self._item(self.definition.nodes[name]) for name in self.numbers]

    def _is_told(self, node: Node) -> bool:
        if isinstance(node, Gateway):
            return len(self.definition.outgoing[node.id]) > 1
        return not isinstance(node, BoundaryTimer)

    def _item(self, node: Node) -> OutlineItem:
        step = node if isinstance(node, UserTask) else None
        return OutlineItem(
            number=self.numbers[node.id],
            element=node.id,
            kind=_kind(node),
            title=say(node.labels, self.language) or node.id,
            lane=self._lane(node),
            deadline=_deadline(node),
            basis=self._basis(node),
            consent=tuple(vocabularies.label("consent_scope", c) for c in step.consent)
            if step
            else (),
            asks=tuple(say(item.labels, self.language) for item in step.fields) if step else (),
            needs=_referral(step) if step else "",
            is_step=step is not None,
            then=tuple(self._exits(node)),
            mark=self.marks.get(node.id),
        )

    def _lane(self, node: Node) -> str:
        lanes = [lane for lane in self.definition.lanes if lane.id == node.lane]
        if not lanes:
            return ""
        words = say(lanes[0].labels, self.language)
        if lanes[0].assign is Assign.CASE:
            return _("%(kind)s (whoever has the case)") % {"kind": words}
        return words

    def _basis(self, node: Node) -> tuple[str, ...]:
        codes = node.basis if isinstance(node, UserTask | CallActivity) else ()
        known = self.definition.sources
        sources = (say(known[code], self.language) if code in known else code for code in codes)
        return tuple(source.split(", art")[0] for source in sources)

    def _exits(self, node: Node) -> list[Then]:
        found = [self._then(flow) for flow in self.definition.outgoing[node.id]]
        for timer in self.definition.boundaries.get(node.id, ()):
            found += [self._then(f, _after(timer)) for f in self.definition.outgoing[timer.id]]
        return found

    def _then(self, flow: Flow, label: str = "") -> Then:
        """Follow a flow past merges and joins to the next numbered line."""
        waits = False
        target = self.definition.nodes[flow.target]
        passed: set[str] = set()
        while target.id not in self.numbers and target.id not in passed:
            passed.add(target.id)
            waits = waits or self.definition.is_join(target)
            exits = self.definition.outgoing[target.id]
            if not exits:
                break
            target = self.definition.nodes[exits[0].target]
        label = label or say(flow.labels, self.language)
        return Then(self.numbers.get(target.id, 0), label, waits)


def _kind(node: Node) -> str:
    if isinstance(node, Gateway):
        return {
            GatewayKind.EXCLUSIVE: _("Decision"),
            GatewayKind.PARALLEL: _("All at the same time"),
            GatewayKind.INCLUSIVE: _("Every branch that applies"),
        }[node.kind]
    names = {
        Start: _("Start"),
        UserTask: _("Step"),
        SendTask: _("Notice"),
        CatchTimer: _("Wait"),
        CallActivity: _("Opens another flowchart and goes on"),
        End: _("End"),
    }
    return names[type(node)]


def _deadline(node: Node) -> str:
    if isinstance(node, CatchTimer):
        return timer_words(node.timer)
    if not isinstance(node, UserTask) or node.due is None:
        return ""
    if node.due_kind is DueKind.LEGAL:
        return _("%(time)s, set by law") % {"time": duration_words(node.due)}
    return duration_words(node.due)


def _referral(step: UserTask) -> str:
    if step.referral is None:
        return ""
    return ", ".join(
        [
            vocabularies.label("service_type", step.referral.service),
            vocabularies.label("referral_urgency", step.referral.urgency),
            vocabularies.label("referral_basis", step.referral.basis),
        ]
    )


def _after(timer: BoundaryTimer) -> str:
    words = _("after %(time)s, instead of it")
    if not timer.interrupting:
        words = _("after %(time)s, beside it")
    return words % {"time": timer_words(timer.timer)}
