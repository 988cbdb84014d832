"""Turns a draft into what its pages show, in the reader's language."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import vocabularies
from protocols.checker import check
from protocols.definition import Definition
from protocols.elements import BoundaryTimer, Flow, Gateway, Node, UserTask
from protocols.findings import Finding, Severity
from protocols.models import ProtocolVersion
from protocols.outline import OutlineItem, outline, reading_order
from protocols.studio.words import ASSIGNS, in_words, kind_of, lane_name, name_of
from protocols.tables import way_url
from protocols.tryout.selectors import Tried, run_examples
from protocols.tryout.words import tell_outcome

Row = dict[str, Any]


def address(version: ProtocolVersion, page: str, *more: str) -> str:
    """Return the address of a page of the studio about this draft."""
    return reverse(f"studio:{page}", args=[version.protocol.slug, version.number, *more])


def draft_page(version: ProtocolVersion, definition: Definition) -> Row:
    """Return the context of the step table."""
    return {
        "version": version,
        "slug": version.protocol.slug,
        "title": in_words(definition.labels),
        "findings": finding_rows(version, definition, check(definition)),
        "examples": example_results(version, definition, run_examples(version, definition)),
        "lanes": _lane_rows(version, definition),
        "rows": _rows(version, definition),
        "sources": [in_words(words) or code for code, words in definition.sources.items()],
        "based_on": version.revision,
    }


def finding_rows(
    version: ProtocolVersion, definition: Definition, findings: Iterable[Finding]
) -> list[Row]:
    """Return what the check found, each with where to mend it."""
    known = {*definition.nodes, *definition.flows, *(lane.id for lane in definition.lanes)}
    return [
        {
            "element": finding.element,
            "code": finding.code,
            "is_error": finding.severity is Severity.ERROR,
            "severity": _("Error") if finding.severity is Severity.ERROR else _("Warning"),
            "tone": "bad" if finding.severity is Severity.ERROR else "warn",
            "where": name_of(definition, finding.element),
            "message": finding.message,
            "way_url": way_url(number, version.get_absolute_url()) if finding.path else "",
            "url": address(version, "element", finding.element) if finding.element in known else "",
        }
        for number, finding in enumerate(findings, start=1)
    ]


def example_results(
    version: ProtocolVersion, definition: Definition, tried: Sequence[Tried]
) -> Row:
    """Return how many example cases a draft has, and how those that fail come out now."""
    slug, number = version.protocol.slug, version.number
    return {
        "count": len(tried),
        "failing": [
            {
                "name": in_words(one.outcome.example.names),
                "problem": tell_outcome(definition, one.outcome),
                "url": reverse("protocols:change_example", args=[slug, number, one.number]),
            }
            for one in tried
            if not one.outcome.holds
        ],
    }


def _lane_rows(version: ProtocolVersion, definition: Definition) -> list[Row]:
    return [
        {
            "name": lane_name(lane),
            "kinds": [vocabularies.label("entity_kind", code) for code in lane.entity_kinds],
            "assign": ASSIGNS[lane.assign],
            "url": address(version, "element", lane.id),
            "move_url": address(version, "move_lane", lane.id),
        }
        for lane in definition.lanes
    ]


def _rows(version: ProtocolVersion, definition: Definition) -> list[Row]:
    """Return a row for each element, in the order in which a run may meet them."""
    order = [
        name
        for name in reading_order(definition)
        if not isinstance(definition.nodes[name], BoundaryTimer)
    ]
    numbers = {name: number for number, name in enumerate(order, start=1)}
    told = {item.element: item for item in outline(definition, language=get_language() or "es")}
    return [
        _row(version, definition, definition.nodes[name], numbers, told.get(name)) for name in order
    ]


def _row(
    version: ProtocolVersion,
    definition: Definition,
    node: Node,
    numbers: dict[str, int],
    told: OutlineItem | None,
) -> Row:
    limits = definition.boundaries.get(node.id, ())
    ways = [_way(version, definition, flow, numbers) for flow in definition.outgoing[node.id]]
    for timer in limits:
        name = name_of(definition, timer.id)
        ways += [
            {**_way(version, definition, flow, numbers), "on": name, "limit_url": address(version, "element", timer.id)}
            for flow in definition.outgoing[timer.id]
        ]  # fmt: skip
    return {
        "number": numbers[node.id],
        "name": name_of(definition, node.id),
        "kind": kind_of(definition, node),
        "lane": next((lane_name(x) for x in definition.lanes if x.id == node.lane), ""),
        "deadline": told.deadline if told else "",
        "consent": told.consent if told else (),
        "asks": told.asks if told else (),
        "ways": ways,
        "url": address(version, "element", node.id),
    }


def _way(
    version: ProtocolVersion, definition: Definition, flow: Flow, numbers: dict[str, int]
) -> Row:
    return {
        "number": numbers[flow.target],
        "name": name_of(definition, flow.target),
        "on": _taken_when(definition, flow),
        "url": address(version, "element", flow.id),
        "add_url": address(version, "add", flow.id),
    }


def _taken_when(definition: Definition, flow: Flow) -> str:
    """Return when an arrow is taken, in the words on it or else what stands for them."""
    source = definition.nodes[flow.source]
    if isinstance(source, UserTask) and source.on_decline == flow.id:
        return _("When she refuses")
    if label := in_words(flow.labels):
        return label
    if isinstance(source, Gateway) and source.default == flow.id:
        return _("When no answer fits")
    return flow.condition.text if flow.condition else ""


def element_page(version: ProtocolVersion, definition: Definition, element: str) -> Row:
    """Return what else can be done with an element, besides its form."""
    node, flow = definition.nodes.get(element), definition.flows.get(element)
    page: Row = {"subtitle": _subtitle(definition, element), "links": [], "answers": []}
    if flow is not None:
        page["links"] = [(address(version, "add", element), _("Add something here"))]
    elif isinstance(node, UserTask):
        page |= {"answers": _answer_rows(version, node), "asks": True}
        page["new_answer_url"] = address(version, "new_answer", element)
        page["links"] = [
            (address(version, "limit", element), _("Add a time limit")),
            (address(version, "source"), _("Add a source for legal bases")),
        ]
    elif isinstance(node, Gateway) and len(definition.outgoing[element]) > 1:
        page["links"] = [(address(version, "branch", element), _("Add a branch"))]
    if (
        node is not None
        and not isinstance(node, BoundaryTimer | Gateway)
        and element != definition.start.id
    ):
        page["links"].append((address(version, "move", element), _("Move it elsewhere")))
    page["remove_url"] = address(version, "remove", element)
    page["may_remove"] = element != definition.start.id
    return page


def _subtitle(definition: Definition, element: str) -> str:
    if element in definition.flows:
        return _("Arrow")
    if element in definition.nodes:
        return kind_of(definition, definition.nodes[element])
    return _("Lane")


def _answer_rows(version: ProtocolVersion, step: UserTask) -> list[Row]:
    return [
        {
            "name": in_words(item.labels) or item.name,
            "code": item.name,
            "url": address(version, "answer", step.id, item.name),
            "remove_url": address(version, "remove_answer", step.id, item.name),
        }
        for item in step.fields
    ]
