"""The part of BPMN that a protocol may use, as tables: elements, their children and attributes.

Whatever is not named here is refused by element id.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Rule:
    """What an element may hold: children, plain attributes, `ref:` attributes and elements."""

    children: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset({"label", "note"})


def _rule(children: str = "", attributes: str = "", own: str = "", extensions: str = "") -> Rule:
    return Rule(
        frozenset({"documentation", "extensionElements", *children.split()}),
        frozenset({"id", "name", *attributes.split()}),
        frozenset(own.split()),
        frozenset({"label", "note", *extensions.split()}),
    )


NODE_RULES = {
    "startEvent": _rule("incoming outgoing", "isInterrupting"),
    "endEvent": _rule("incoming outgoing", "", "effect runEndReason"),
    "userTask": _rule(
        "incoming outgoing",
        "implementation",
        "form due dueKind basis consent onDecline referral mandatoryNotice effect",
        "field",
    ),
    "sendTask": _rule("incoming outgoing", "implementation", "notify template"),
    "exclusiveGateway": _rule("incoming outgoing", "default gatewayDirection"),
    "parallelGateway": _rule("incoming outgoing", "gatewayDirection"),
    "inclusiveGateway": _rule("incoming outgoing", "default gatewayDirection"),
    "boundaryEvent": _rule(
        "incoming outgoing timerEventDefinition", "attachedToRef cancelActivity", "at"
    ),
    "intermediateCatchEvent": _rule("incoming outgoing timerEventDefinition", "", "at"),
    "callActivity": _rule("incoming outgoing", "calledElement", "mandatoryNotice basis"),
}
RULES = {
    **NODE_RULES,
    "definitions": _rule(
        "collaboration process BPMNDiagram",
        "targetNamespace exporter exporterVersion expressionLanguage typeLanguage",
    ),
    "collaboration": _rule("participant textAnnotation association", "isClosed"),
    "participant": _rule("", "processRef"),
    "process": _rule(
        "laneSet sequenceFlow textAnnotation association " + " ".join(NODE_RULES),
        "isExecutable isClosed processType",
        "code country pillar language",
        "source",
    ),
    "laneSet": _rule("lane"),
    "lane": _rule("flowNodeRef", "", "entityKinds assign entity"),
    "sequenceFlow": _rule("conditionExpression", "sourceRef targetRef isImmediate"),
    "timerEventDefinition": _rule("timeDuration"),
}
WHY_NOT = {
    "scriptTask": _("A flowchart runs no code: use a step that a person does."),
    "serviceTask": _("A flowchart calls no machine: use a step that a person does."),
    "businessRuleTask": _("Use a step with a coded answer and a decision."),
    "manualTask": _("Use a step that a person does (user task)."),
    "task": _("Say what it is: a step that a person does (user task) or a notice (send task)."),
    "receiveTask": _("Nothing arrives by itself: use a step that a person records."),
    "subProcess": _("Draw it flat, or call another protocol."),
    "transaction": _("Draw it flat, or call another protocol."),
    "adHocSubProcess": _("Draw it flat, or call another protocol."),
    "eventBasedGateway": _("Use a step with a timer on it."),
    "complexGateway": _("Use exclusive, parallel or inclusive gateways."),
    "intermediateThrowEvent": _("Use a send task."),
    "messageFlow": _("One pool only: other entities are lanes of it."),
    "childLaneSet": _("Lanes have no lanes inside them."),
    "multiInstanceLoopCharacteristics": _("A step is done once; draw a loop with a decision."),
    "standardLoopCharacteristics": _("A step is done once; draw a loop with a decision."),
    "messageEventDefinition": _("Only timers wait; a person records what arrives."),
    "signalEventDefinition": _("Only timers wait; a person records what arrives."),
    "conditionalEventDefinition": _("Only timers wait; a person records what arrives."),
    "errorEventDefinition": _("A person records what failed, as an answer."),
    "terminateEventDefinition": _("A run ends when its main branch ends."),
    "timeDate": _("Write a duration, or a date of the person (ref:at)."),
    "timeCycle": _("Write a duration; draw the loop."),
    "dataObject": _("Use a coded field on the step that asks it."),
    "dataObjectReference": _("Use a coded field on the step that asks it."),
    "dataStoreReference": _("Use a coded field on the step that asks it."),
}
