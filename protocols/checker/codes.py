"""Codes and words: every code is in its vocabulary, everything has a label in four languages."""

from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _

from core import vocabularies
from protocols.definition import Definition
from protocols.elements import (
    Assign,
    CallActivity,
    CatchTimer,
    Effect,
    End,
    Labels,
    Lane,
    Node,
    SendTask,
    UserTask,
)
from protocols.enums import NOTICE_TEMPLATES
from protocols.findings import Finding, Severity
from questionnaires.selectors import known_codes

LANGUAGES = frozenset(vocabularies.LANGUAGES)
EFFECTS = frozenset({"victim_status", "case_status", "migration_status", "otsh_classification"})
PERSON_DATES = frozenset({"turning_18"})


def check_codes(definition: Definition, known_protocols: Collection[str]) -> Iterator[Finding]:
    """Yield unknown codes (errors) and missing words (warnings)."""
    for lane in definition.lanes:
        yield from _check_lane(lane)
    for node in definition.nodes.values():
        yield from _check_node(definition, node, known_protocols)
        yield from _check_words(node.id, node.labels, needed=_needs_label(definition, node))
    for flow in definition.flows.values():
        yield from _check_words(flow.id, flow.labels, needed=False)
    yield from _check_words("", definition.labels, needed=True)


def _unknown(element: str, vocabulary: str, codes: Iterable[str]) -> Iterator[Finding]:
    known = vocabularies.codes(vocabulary)
    for code in codes:
        if code not in known:
            yield _not_known(element, code, vocabulary)


def _not_known(element: str, code: str, where: str) -> Finding:
    message = _("“%(code)s” is not a known code of “%(where)s”.")
    return Finding(
        "unknown_code", Severity.ERROR, element, message % {"code": code, "where": where}
    )


def _check_lane(lane: Lane) -> Iterator[Finding]:
    yield from _unknown(lane.id, "entity_kind", lane.entity_kinds)
    yield from _check_words(lane.id, lane.labels, needed=True)
    if not lane.entity_kinds and lane.assign in {Assign.TERRITORY, Assign.CHOOSE}:
        yield Finding(
            "lane_without_kind", Severity.ERROR, lane.id, _("Say which kinds of entity it is for.")
        )
    if (lane.assign is Assign.FIXED) != bool(lane.entity):
        yield Finding(
            "lane_entity",
            Severity.ERROR,
            lane.id,
            _("An entity is named by fixed lanes, and only by them."),
        )


def _check_node(
    definition: Definition, node: Node, known_protocols: Collection[str]
) -> Iterator[Finding]:
    if isinstance(node, UserTask):
        yield from _check_step(definition, node)
    elif isinstance(node, End):
        yield from _check_effects(node.id, node.effects)
        reason = [node.run_end_reason] if node.run_end_reason else []
        yield from _unknown(node.id, "run_end_reason", reason)
    elif isinstance(node, CallActivity):
        if node.calls not in known_protocols:
            yield _not_known(node.id, node.calls, "calledElement")
        yield from _check_basis(definition, node.id, node.basis, notice=node.mandatory_notice)
    elif isinstance(node, SendTask):
        yield from _check_receivers(definition, node)
    timer = getattr(node, "timer", None)
    if timer is not None and timer.at and timer.at not in PERSON_DATES:
        yield _not_known(node.id, timer.at, "at")


def _check_step(definition: Definition, step: UserTask) -> Iterator[Finding]:
    yield from _unknown(step.id, "consent_scope", step.consent)
    yield from _check_effects(step.id, step.effects)
    yield from _check_basis(definition, step.id, step.basis, notice=step.mandatory_notice)
    if step.form and step.form not in known_codes():
        message = _(
            "The form “%(code)s” is not in the library: the step asks its own fields alone."
        )
        code = "unknown_form"
        yield Finding(code, Severity.WARNING, step.id, message % {"code": step.form})
    if step.referral:
        yield from _unknown(step.id, "service_type", [step.referral.service])
        yield from _unknown(step.id, "referral_urgency", [step.referral.urgency])
        yield from _unknown(step.id, "referral_basis", [step.referral.basis])
    for item in step.fields:
        yield from _check_words(step.id, item.labels, needed=True)
        if not item.vocabulary:
            for value in item.values:
                yield from _check_words(step.id, item.value_labels.get(value, {}), needed=True)


def _check_effects(element: str, effects: Iterable[Effect]) -> Iterator[Finding]:
    for effect in effects:
        if effect.status in EFFECTS:
            yield from _unknown(element, effect.status, effect.values)
        else:
            yield _not_known(element, effect.status, "effect")


def _check_basis(
    definition: Definition, element: str, basis: tuple[str, ...], *, notice: bool
) -> Iterator[Finding]:
    for code in basis:
        if code not in definition.sources:
            yield Finding(
                "unknown_source",
                Severity.WARNING,
                element,
                _("The file does not say what the source “%(code)s” is.") % {"code": code},
            )
    if notice and not basis:
        yield Finding(
            "notice_without_basis",
            Severity.ERROR,
            element,
            _("A duty to notify needs its legal basis."),
        )


def _check_receivers(definition: Definition, node: SendTask) -> Iterator[Finding]:
    lanes = {lane.id for lane in definition.lanes}
    if not node.notify:
        yield Finding("nobody_told", Severity.ERROR, node.id, _("It tells nobody (notify)."))
    if node.template and node.template not in NOTICE_TEMPLATES:
        message = _("The wording “%(code)s” of the notice is not known: the usual one is sent.")
        yield Finding(
            "unknown_template", Severity.WARNING, node.id, message % {"code": node.template}
        )
    for receiver in node.notify:
        kind, _separator, name = receiver.partition(":")
        if kind == "lane" and name not in lanes:
            yield _not_known(node.id, receiver, "notify")


def _needs_label(definition: Definition, node: Node) -> bool:
    if isinstance(node, UserTask | SendTask | CallActivity | CatchTimer | End):
        return True
    return len(definition.outgoing[node.id]) > 1


def _check_words(element: str, labels: Labels, *, needed: bool) -> Iterator[Finding]:
    missing = sorted(LANGUAGES - labels.keys())
    if missing and (needed or labels):
        yield Finding(
            "missing_label",
            Severity.WARNING,
            element,
            _("A label is missing in: %(languages)s.") % {"languages": ", ".join(missing)},
        )
