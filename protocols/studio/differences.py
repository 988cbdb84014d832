"""What is different between two states of a flowchart, said in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protocols.definition import Definition
from protocols.elements import Flow, Lane, Node
from protocols.studio.words import kind_of, name_of

ASPECTS: Mapping[str, Promise] = {
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


def differences(before: Definition, after: Definition) -> list[str]:
    """Return a sentence for each lane, element and arrow that is new, gone or changed."""
    return [
        *_title(before, after),
        *_of_lanes(before, after),
        *_of_nodes(before, after),
        *_of_flows(before, after),
    ]


def _title(before: Definition, after: Definition) -> Iterator[str]:
    if before.labels != after.labels:
        yield _("The name of the flowchart")
    if before.sources != after.sources:
        yield _("The sources")


def _of_lanes(before: Definition, after: Definition) -> Iterator[str]:
    old = {lane.id: lane for lane in before.lanes}
    new = {lane.id: lane for lane in after.lanes}
    yield from _compared(before, after, old, new, lambda _chart, _item: _("Lane"))
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield _("The order of the lanes")


def _of_nodes(before: Definition, after: Definition) -> Iterator[str]:
    yield from _compared(before, after, before.nodes, after.nodes, kind_of)


def _of_flows(before: Definition, after: Definition) -> Iterator[str]:
    """Tell of arrows only where both ends are on both sides: the others come with an element."""
    both = before.nodes.keys() & after.nodes.keys()
    old, new = (
        {f.id: f for f in chart.flows.values() if {f.source, f.target} <= both}
        for chart in (before, after)
    )
    old = {name: flow for name, flow in old.items() if name in new or name not in after.flows}
    new = {name: flow for name, flow in new.items() if name in old or name not in before.flows}
    yield from _compared(before, after, old, new, lambda _chart, _item: _("Arrow"))


def _compared(
    before: Definition,
    after: Definition,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    kind: Callable[[Definition, Any], str],
) -> Iterator[str]:
    for name, item in new.items():
        said = {"kind": kind(after, item), "name": name_of(after, name)}
        if name not in old:
            yield _("%(kind)s “%(name)s”: new") % said
        elif aspects := _aspects(old[name], item):
            yield _("%(kind)s “%(name)s” changed: %(aspects)s") % {
                **said,
                "aspects": ", ".join(aspects),
            }
    for name, item in old.items():
        if name not in new:
            said = {"kind": kind(before, item), "name": name_of(before, name)}
            yield _("%(kind)s “%(name)s”: gone") % said


def _aspects(old: Node | Lane | Flow, new: Node | Lane | Flow) -> Iterable[str]:
    if type(old) is not type(new):
        return [_("what it is")]
    return [
        str(ASPECTS[item.name])
        for item in fields(new)
        if getattr(old, item.name) != getattr(new, item.name)
    ]
