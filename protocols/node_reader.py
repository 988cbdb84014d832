"""Turns the XML elements of the subset into nodes, lanes and flows of a definition."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from core import vocabularies
from protocols.element_reader import Source
from protocols.elements import (
    Assign,
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    DueKind,
    Effect,
    End,
    Field,
    FieldType,
    Flow,
    Gateway,
    GatewayKind,
    Lane,
    Node,
    ReferralNeed,
    SendTask,
    Start,
    Timer,
    UserTask,
)
from protocols.expressions import Condition, compile_condition
from protocols.namespaces import XSI

REFERRAL_CODES = 3
CONDITION_ATTRIBUTES = frozenset({f"{{{XSI}}}type", "language", "id"})


def read_lane(source: Source) -> Lane:
    """Read a lane; which nodes it holds is read by the parser."""
    return Lane(
        id=source.id,
        labels=source.labels(),
        entity_kinds=source.codes("entityKinds"),
        assign=source.choice("assign", Assign, Assign.CHOOSE),
        entity=source.ref("entity"),
        notes=source.notes(),
    )


def read_flow(source: Source) -> Flow:
    """Read a flow with its condition; its ends are checked by the parser."""
    return Flow(
        id=source.id,
        source=source.plain("sourceRef"),
        target=source.plain("targetRef"),
        labels=source.labels(),
        condition=_condition(source),
    )


def _condition(source: Source) -> Condition | None:
    for expression in source.children("conditionExpression"):
        language = expression.plain("language") or "cel"
        if language != "cel" or set(map(str, expression.element.attrib)) - CONDITION_ATTRIBUTES:
            source.refuse("bad_condition", _("A condition is written in CEL (language “cel”)."))
        return compile_condition(expression.text)
    return None


def read_node(source: Source, lane: str) -> Node:
    """Read any node of the subset."""
    return READERS[source.tag](source, lane)


def _start(source: Source, lane: str) -> Node:
    return Start(id=source.id, lane=lane, labels=source.labels(), notes=source.notes())


def _end(source: Source, lane: str) -> Node:
    return End(
        id=source.id,
        lane=lane,
        labels=source.labels(),
        notes=source.notes(),
        effects=_effects(source),
        run_end_reason=source.ref("runEndReason"),
    )


def _user_task(source: Source, lane: str) -> Node:
    return UserTask(
        id=source.id,
        lane=lane,
        labels=source.labels(),
        notes=source.notes(),
        fields=tuple(_field(item) for item in source.own("field")),
        form=source.ref("form"),
        due=source.duration("due", source.ref("due")),
        due_kind=source.choice("dueKind", DueKind, DueKind.SERVICE),
        basis=source.codes("basis"),
        consent=source.codes("consent"),
        on_decline=source.ref("onDecline"),
        referral=_referral(source),
        mandatory_notice=source.flag("mandatoryNotice"),
        effects=_effects(source),
    )


def _send_task(source: Source, lane: str) -> Node:
    receivers = tuple(source.ref("notify").split())
    for receiver in receivers:
        kind, separator, name = receiver.partition(":")
        if kind not in {"lane", "role"} or not separator or not name:
            source.bad_value("notify", receiver)
    return SendTask(
        id=source.id,
        lane=lane,
        labels=source.labels(),
        notes=source.notes(),
        notify=receivers,
        template=source.ref("template"),
    )


def _gateway(source: Source, lane: str) -> Node:
    return Gateway(
        id=source.id,
        lane=lane,
        labels=source.labels(),
        notes=source.notes(),
        kind=GatewayKind(source.tag.removesuffix("Gateway")),
        default=source.plain("default"),
    )


def _boundary(source: Source, lane: str) -> Node:
    return BoundaryTimer(
        id=source.id,
        lane=lane,
        labels=source.labels(),
        notes=source.notes(),
        attached_to=source.plain("attachedToRef"),
        timer=_timer(source),
        interrupting=source.flag(
            "cancelActivity", default=True, value=source.plain("cancelActivity")
        ),
    )


def _catch(source: Source, lane: str) -> Node:
    return CatchTimer(
        id=source.id,
        lane=lane,
        labels=source.labels(),
        notes=source.notes(),
        timer=_timer(source),
    )


def _call(source: Source, lane: str) -> Node:
    called = source.as_codes("calledElement", source.plain("calledElement"))
    if len(called) != 1:
        source.refuse("bad_value", _("Say which protocol it calls (calledElement)."))
    return CallActivity(
        id=source.id,
        lane=lane,
        labels=source.labels(),
        notes=source.notes(),
        calls="".join(called[:1]),
        mandatory_notice=source.flag("mandatoryNotice"),
        basis=source.codes("basis"),
    )


READERS: Mapping[str, Callable[[Source, str], Node]] = {
    "startEvent": _start,
    "endEvent": _end,
    "userTask": _user_task,
    "sendTask": _send_task,
    "exclusiveGateway": _gateway,
    "parallelGateway": _gateway,
    "inclusiveGateway": _gateway,
    "boundaryEvent": _boundary,
    "intermediateCatchEvent": _catch,
    "callActivity": _call,
}


def _timer(source: Source) -> Timer:
    text = ""
    definitions = list(source.children("timerEventDefinition"))
    for definition in definitions:
        definition.check()
        text = " ".join(item.text for item in definition.children("timeDuration"))
    at = source.ref("at")
    if len(definitions) != 1 or not (text or at):
        source.refuse("no_duration", _("It needs one timer with a duration (timeDuration)."))
    return Timer(duration=source.duration("timeDuration", text), at=at)


def _referral(source: Source) -> ReferralNeed | None:
    codes = source.codes("referral")
    if codes and len(codes) != REFERRAL_CODES:
        source.refuse("bad_value", _("A referral names service, urgency and basis."))
        return None
    return ReferralNeed(*codes) if codes else None


def _effects(source: Source) -> tuple[Effect, ...]:
    found: dict[str, tuple[str, ...]] = {}
    for item in source.ref("effect").split():
        status, separator, value = item.partition(":")
        if not separator or not status or not value:
            source.bad_value("effect", item)
        found[status] = (*found.get(status, ()), value)
    return tuple(Effect(status, values) for status, values in found.items())


def _field(source: Source) -> Field:
    name, vocabulary = source.plain("name"), source.plain("vocabulary")
    values = source.as_codes("values", source.plain("values"))
    if vocabulary in vocabularies.names():
        values = tuple(vocabularies.codes(vocabulary))
    elif vocabulary:
        source.bad_value("vocabulary", vocabulary)
    if len(source.as_codes("name", name)) != 1 or name[:1].isdigit():
        source.refuse("bad_value", _("A field needs a name of letters, digits and “_”."))
    kind = source.plain("type")
    if kind not in set(FieldType) or (kind == FieldType.CHOICE) != bool(values):
        source.refuse(
            "bad_value",
            _("The field “%(name)s” is yesno, number, or choice with its values.") % {"name": name},
        )
        kind = FieldType.YESNO
    return Field(
        name=name,
        type=FieldType(kind),
        labels=source.labels(),
        values=values,
        vocabulary=vocabulary,
        value_labels={item.plain("code"): item.labels() for item in source.own("value")},
    )
