"""Coded answers: one meaning per name, sound conditions, asked before they are used."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from protocols.definition import Definition
from protocols.elements import (
    BoundaryTimer,
    CatchTimer,
    Field,
    FieldType,
    Flow,
    Gateway,
    GatewayKind,
)
from protocols.expressions import ORDERINGS, Comparison
from protocols.findings import Finding, Severity


def _error(code: str, element: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, element, message)


def check_answers(definition: Definition) -> Iterator[Finding]:
    """Yield what is wrong with fields and conditions."""
    yield from _check_names(definition)
    asked = asked_on_every_path(definition)
    for flow in definition.flows.values():
        yield from _check_flow(definition, flow, asked)


def _check_names(definition: Definition) -> Iterator[Finding]:
    first: dict[str, Field] = {}
    for step in definition.steps.values():
        names = [item.name for item in step.fields]
        for item in step.fields:
            known = first.setdefault(item.name, item)
            if (known.type, set(known.values)) != (item.type, set(item.values)):
                yield _error(
                    "field_conflict",
                    step.id,
                    _("“%(name)s” has another type or other values elsewhere in the file.")
                    % {"name": item.name},
                )
        if len(set(names)) < len(names):
            yield _error("field_twice", step.id, _("It asks the same field twice."))


def _check_flow(
    definition: Definition, flow: Flow, asked: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    source = definition.nodes[flow.source]
    splits = (
        isinstance(source, Gateway)
        and source.kind is not GatewayKind.PARALLEL
        and len(definition.outgoing[source.id]) > 1
        and source.default != flow.id
    )
    if flow.condition is None:
        if splits:
            yield _error("no_condition", flow.id, _("It needs a condition, or to be the default."))
        return
    if not splits:
        yield Finding(
            "idle_condition", Severity.WARNING, flow.id, _("Nothing asks for this condition.")
        )
    if flow.condition.problem:
        yield _error("bad_condition", flow.id, _problem(flow.condition.problem))
    for comparison in flow.condition.comparisons:
        yield from _check_comparison(definition, flow, comparison)
        if comparison.field in definition.fields and comparison.field not in asked[flow.source]:
            yield _error(
                "not_asked",
                flow.id,
                _("“%(name)s” is not asked on every path since the last timer or join.")
                % {"name": comparison.field},
            )


def _problem(code: str) -> str:
    words = {
        "empty": _("The condition is empty."),
        "too_long": _("The condition is longer than 500 characters."),
        "syntax": _("The condition cannot be read."),
        "not_allowed": _("Only fields, values, comparisons, &&, ||, ! and brackets may be used."),
        "not_a_comparison": _("Compare a field with one of its values."),
    }
    return words[code]


def _check_comparison(
    definition: Definition, flow: Flow, comparison: Comparison
) -> Iterator[Finding]:
    item = definition.fields.get(comparison.field)
    if item is None:
        yield _error(
            "unknown_field",
            flow.id,
            _("No step asks “%(name)s”.") % {"name": comparison.field},
        )
    elif comparison.value is None:
        if item.type is not FieldType.YESNO:
            yield _error(
                "bad_condition",
                flow.id,
                _("“%(name)s” is no yes/no field: compare it with a value.") % {"name": item.name},
            )
    elif not item.admits(comparison.value) or (
        comparison.operator in ORDERINGS and item.type is not FieldType.NUMBER
    ):
        yield _error(
            "bad_condition",
            flow.id,
            _("“%(name)s” cannot be compared like this.") % {"name": item.name},
        )


def asked_on_every_path(definition: Definition) -> dict[str, frozenset[str]]:
    """Return the fields asked on every path to each node's exit since the last timer or join."""
    everything = frozenset(definition.fields)
    asked = dict.fromkeys(definition.nodes, everything)
    changed = True
    while changed:
        changed = False
        for name in definition.nodes:
            found = _asked_at(definition, asked, name)
            if found != asked[name]:
                asked[name] = found
                changed = True
    return asked


def _asked_at(
    definition: Definition, asked: Mapping[str, frozenset[str]], name: str
) -> frozenset[str]:
    node = definition.nodes[name]
    flows = definition.incoming[name]
    if isinstance(node, CatchTimer | BoundaryTimer) or definition.is_join(node) or not flows:
        found: frozenset[str] = frozenset()
    else:
        found = frozenset.intersection(*(_asked_along(definition, asked, flow) for flow in flows))
    step = definition.step(name)
    return found | {item.name for item in step.fields} if step else found


def _asked_along(
    definition: Definition, asked: Mapping[str, frozenset[str]], flow: Flow
) -> frozenset[str]:
    step = definition.step(flow.source)
    if step is not None and step.on_decline == flow.id:
        return asked[flow.source] - {item.name for item in step.fields}
    return asked[flow.source]
