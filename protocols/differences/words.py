"""Says differences between two states of a flowchart, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import vocabularies
from protocols.definition import Definition
from protocols.differences.comparing import Change, Difference, Item, Place, compare
from protocols.elements import Assign, DueKind, Field, FieldType, GatewayKind, Labels, Node, Timer
from protocols.marks import duration_words, timer_words
from protocols.studio.words import ASSIGNS, FIELD_TYPES, GATEWAYS, in_words, kind_of, name_of
from protocols.telling import value_label

ASPECTS: Mapping[str, Promise] = {
    "type": gettext_lazy("what it is"),
    "labels": gettext_lazy("words"),
    "notes": gettext_lazy("notes"),
    "lane": gettext_lazy("lane"),
    "fields": gettext_lazy("answers it asks"),
    "form": gettext_lazy("form"),
    "due": gettext_lazy("deadline"),
    "due_kind": gettext_lazy("where the deadline comes from"),
    "basis": gettext_lazy("legal basis"),
    "consent": gettext_lazy("consent"),
    "on_decline": gettext_lazy("what happens when she refuses"),
    "referral": gettext_lazy("referral"),
    "mandatory_notice": gettext_lazy("duty to notify"),
    "effects": gettext_lazy("proposed status"),
    "notify": gettext_lazy("who is told"),
    "template": gettext_lazy("text of the notice"),
    "kind": gettext_lazy("how branches part"),
    "default": gettext_lazy("branch taken when no answer fits"),
    "timer": gettext_lazy("time"),
    "interrupting": gettext_lazy("whether the step is cancelled"),
    "attached_to": gettext_lazy("step it is on"),
    "calls": gettext_lazy("flowchart it opens"),
    "run_end_reason": gettext_lazy("what the run ends with"),
    "entity_kinds": gettext_lazy("kinds of entity"),
    "assign": gettext_lazy("how its entity is found"),
    "entity": gettext_lazy("entity"),
    "condition": gettext_lazy("answers on which it is taken"),
    "target": gettext_lazy("where it leads"),
    "source": gettext_lazy("where it begins"),
}
OF_CHART: Mapping[str, Promise] = {
    "labels": gettext_lazy("The name of the flowchart"),
    "sources": gettext_lazy("The sources"),
    "order": gettext_lazy("The order of the lanes"),
}
DUE_KINDS: Mapping[DueKind, Promise] = {
    DueKind.LEGAL: gettext_lazy("set by law"),
    DueKind.SERVICE: gettext_lazy("agreed between services"),
}
Sayer = Callable[[Definition, Any], str]


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in words: what it is about, and what is different of what was changed.

    `name` is "" where it is about the flowchart itself.
    """

    change: Change
    kind: str
    name: str = ""
    details: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it is about."""
        return _("%(kind)s “%(name)s”") % self._said if self.name else self.kind

    @property
    def text(self) -> str:
        """It as one sentence."""
        if not self.name:
            return self.kind
        if self.change is Change.NEW:
            return _("%(kind)s “%(name)s”: new") % self._said
        if self.change is Change.GONE:
            return _("%(kind)s “%(name)s”: gone") % self._said
        said = {**self._said, "aspects": "; ".join(self.details)}
        return _("%(kind)s “%(name)s” changed: %(aspects)s") % said

    @property
    def _said(self) -> dict[str, str]:
        return {"kind": self.kind, "name": self.name}


def differences(before: Definition, after: Definition) -> list[str]:
    """Return a sentence for each lane, element and arrow that is new, gone or changed."""
    return [told.text for told in tell_differences(before, after)]


def tell_differences(before: Definition, after: Definition) -> list[Told]:
    """Return every difference in words, in the order of `compare`."""
    return [_tell(before, after, one) for one in compare(before, after)]


def _tell(before: Definition, after: Definition, one: Difference) -> Told:
    if one.place is Place.CHART:
        return Told(one.change, str(OF_CHART[one.aspects[0]]))
    chart = before if one.change is Change.GONE else after
    old, new = _item(before, one), _item(after, one)
    details = [_detail(before, after, old, new, aspect) for aspect in one.aspects]
    return Told(one.change, _kind(chart, one), name_of(chart, one.element), tuple(details))


def _kind(chart: Definition, one: Difference) -> str:
    if one.place is Place.LANE:
        return _("Lane")
    return _("Arrow") if one.place is Place.FLOW else kind_of(chart, chart.nodes[one.element])


def _item(chart: Definition, one: Difference) -> Item | None:
    if one.place is Place.LANE:
        return next((lane for lane in chart.lanes if lane.id == one.element), None)
    found: Mapping[str, Item] = chart.flows if one.place is Place.FLOW else chart.nodes
    return found.get(one.element)


def _detail(
    before: Definition, after: Definition, old: Item | None, new: Item | None, aspect: str
) -> str:
    """Return what was and what is; only the aspect where both read the same here."""
    name = str(ASPECTS[aspect])
    if aspect == "type":
        was, becomes = kind_of(before, _node(old)), kind_of(after, _node(new))
    else:
        say = SAY.get(aspect, _plain)
        was, becomes = say(before, getattr(old, aspect)), say(after, getattr(new, aspect))
    if was == becomes:
        return name
    said = {"aspect": name, "before": was or _("none"), "after": becomes or _("none")}
    return _("%(aspect)s: %(before)s → %(after)s") % said


def _node(item: Item | None) -> Node:
    assert isinstance(item, Node)  # noqa: S101 -- only elements become another kind of thing
    return item


def _plain(_chart: Definition, value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _words(_chart: Definition, labels: Labels) -> str:
    return in_words(labels)


def _named(chart: Definition, element: str) -> str:
    return name_of(chart, element) if element else ""


def _leads_to(chart: Definition, flow: str) -> str:
    return name_of(chart, chart.flows[flow].target) if flow in chart.flows else ""


def _coded(vocabulary: str) -> Sayer:
    def say(_chart: Definition, codes: Iterable[str]) -> str:
        return ", ".join(vocabularies.label(vocabulary, code) for code in codes)

    return say


def _sources(chart: Definition, codes: Iterable[str]) -> str:
    return ", ".join(in_words(chart.sources.get(code, {})) or code for code in codes)


def _referral(_chart: Definition, need: Any) -> str:
    if need is None:
        return ""
    pairs = (
        ("service_type", need.service),
        ("referral_urgency", need.urgency),
        ("referral_basis", need.basis),
    )
    return ", ".join(vocabularies.label(vocabulary, code) for vocabulary, code in pairs)


def _effects(_chart: Definition, effects: Iterable[Any]) -> str:
    return ", ".join(
        vocabularies.label(effect.status, code) for effect in effects for code in effect.values
    )


def _fields(_chart: Definition, fields: Iterable[Field]) -> str:
    return ", ".join(_field(item) for item in fields)


def _field(item: Field) -> str:
    name = in_words(item.labels) or item.name
    if item.type is not FieldType.CHOICE:
        return f"{name} ({FIELD_TYPES[item.type]})"
    return f"{name} ({' / '.join(value_label(item, value) for value in item.values)})"


def _timer(_chart: Definition, timer: Timer) -> str:
    return timer_words(timer)


SAY: Mapping[str, Sayer] = {
    "labels": _words,
    "notes": _words,
    "lane": _named,
    "fields": _fields,
    "due": lambda _chart, due: duration_words(due) if due else "",
    "due_kind": lambda _chart, kind: str(DUE_KINDS[DueKind(kind)]),
    "basis": _sources,
    "consent": _coded("consent_scope"),
    "on_decline": _leads_to,
    "referral": _referral,
    "effects": _effects,
    "kind": lambda _chart, kind: str(GATEWAYS[GatewayKind(kind)]),
    "default": _leads_to,
    "timer": _timer,
    "attached_to": _named,
    "entity_kinds": _coded("entity_kind"),
    "assign": lambda _chart, assign: str(ASSIGNS[Assign(assign)]),
    "condition": lambda _chart, condition: condition.text if condition else "",
    "target": _named,
    "source": _named,
}
