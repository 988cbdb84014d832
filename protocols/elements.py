"""The elements of a flowchart: plain frozen data.

Labels are kept per language (`es`, `eu`, `pt`, `en`); codes are those of `core.vocabularies`.
Elements are named by their BPMN element id, which is also the identity of a step in a run.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from protocols.durations import Duration
from protocols.expressions import Answer, Condition

Labels = Mapping[str, str]
FALLBACK_LANGUAGES = ("es", "en", "pt", "eu")


class Assign(StrEnum):
    """How a lane finds its entity when a run first reaches it."""

    CASE = "case"  # the entity that owns the case
    TERRITORY = "territory"  # the one entity of the kind that covers her place
    CHOOSE = "choose"  # the sender picks from the directory
    FIXED = "fixed"  # the entity that the file names


class DueKind(StrEnum):
    """Where a deadline comes from: a norm, or a proposal that the services may change."""

    LEGAL = "legal"
    SERVICE = "service"


class FieldType(StrEnum):
    """The kinds of coded answers that conditions may use."""

    YESNO = "yesno"
    CHOICE = "choice"
    NUMBER = "number"


class GatewayKind(StrEnum):
    """What a gateway does with tokens."""

    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"


def say(labels: Labels, language: str) -> str:
    """Return the label in `language`, else in Spanish, else in any language; "" without labels."""
    for wanted in (language, *FALLBACK_LANGUAGES):
        if labels.get(wanted):
            return labels[wanted]
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A kind of entity that takes part; never a named organisation unless `assign` is fixed."""

    id: str
    labels: Labels
    entity_kinds: tuple[str, ...] = ()
    assign: Assign = Assign.CHOOSE
    entity: str = ""
    notes: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A coded answer that a step asks: `values` are its codes, `value_labels` what they mean."""

    name: str
    type: FieldType
    labels: Labels = field(default_factory=dict)
    values: tuple[str, ...] = ()
    vocabulary: str = ""
    value_labels: Mapping[str, Labels] = field(default_factory=dict)

    def admits(self, answer: Answer) -> bool:
        """Return whether `answer` has the type of this field and is one of its values."""
        if self.type is FieldType.YESNO:
            return isinstance(answer, bool)
        if self.type is FieldType.NUMBER:
            if not isinstance(answer, int | float) or isinstance(answer, bool):
                return False
            return math.isfinite(answer)
        return isinstance(answer, str) and answer in self.values


@dataclass(frozen=True, slots=True)
class ReferralNeed:
    """What a lane crossing into a step asks for: service_type, referral_urgency, referral_basis."""

    service: str
    urgency: str
    basis: str


@dataclass(frozen=True, slots=True)
class Effect:
    """A proposed change of a status of the case, which a person confirms; several values: choose."""

    status: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timer:
    """A duration, or a date of the person (`at`) with the duration as lead time."""

    duration: Duration | None
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An arrow; `condition` only on flows out of exclusive and inclusive splits."""

    id: str
    source: str
    target: str
    labels: Labels = field(default_factory=dict)
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An element of the flowchart; its lane is "" when the file put it in none."""

    id: str
    lane: str = ""
    labels: Labels = field(default_factory=dict)
    notes: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Node):
    """Where a run begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTask(Node):
    """A step that a person does. `on_decline` is the id of the flow taken when she refuses."""

    fields: tuple[Field, ...] = ()
    form: str = ""
    due: Duration | None = None
    due_kind: DueKind = DueKind.SERVICE
    basis: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    on_decline: str = ""
    referral: ReferralNeed | None = None
    mandatory_notice: bool = False
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTask(Node):
    """An automatic notice to `lane:ID` or `role:CODE`."""

    notify: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(Node):
    """A split, a join or a merge; `default` is the id of the flow taken when no condition holds."""

    kind: GatewayKind
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryTimer(Node):
    """A timer on a step: it cancels the step, or starts a side branch beside it."""

    attached_to: str
    timer: Timer
    interrupting: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchTimer(Node):
    """A wait in the flow."""

    timer: Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class CallActivity(Node):
    """Starts, or links to, a run of another protocol on the same case; never waits for it."""

    calls: str
    mandatory_notice: bool = False
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Node):
    """Where a branch ends."""

    effects: tuple[Effect, ...] = ()
    run_end_reason: str = ""
