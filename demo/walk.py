"""Walks a run some moves along its flowchart, each step done by somebody who may do it."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from django.utils import timezone

from cases.services import record_consent
from core import vocabularies
from entities.enums import Role
from entities.models import Entity, Service, User
from protocols.definition import Definition, Field
from protocols.elements import FieldType
from protocols.expressions import Answer
from protocols.selectors import definition_of
from referrals.enums import WAITING, LaneHow, ReferralStatus, StepKind, StepStatus
from referrals.models import Referral, Run, Step
from referrals.selectors.consents import needed
from referrals.selectors.directory import services_for
from referrals.selectors.steps import missing_consents
from referrals.services import (
    Terms,
    accept_referral,
    ask_information,
    complete_step,
    decline_step,
    draft_referral,
    record_step,
    reject_referral,
    send_referral,
)

# What is answered more often than not, so that most invented cases travel the main road.
USUALLY = {
    "minor_or_doubt": False,
    "emergency": False,
    "agrees_referral": True,
    "may_contact": True,
    "place_found": True,
}


def walk(run: Run, dice: Random, *, moves: int) -> None:
    """Make up to `moves` moves; stop when the run ends or nobody can go on."""
    definition = definition_of(run.version)
    for _move in range(moves):
        waiting = list(
            Step.objects.filter(run=run, status__in=WAITING, kind=StepKind.TASK)
            .select_related("run__case", "run__owner", "run__version", "entity", "sender")
            .order_by("opened_at", "element")
        )
        if not waiting:
            break
        _move_on(dice.choice(waiting), definition, dice)
    _age(run, dice)


def _move_on(step: Step, definition: Definition, dice: Random) -> None:
    if step.status == StepStatus.TO_REFER:
        _refer(step, definition, dice)
    elif step.status == StepStatus.OFFERED:
        _answer(step, dice)
    else:
        _do(step, definition, dice)


def _worker(entity: Entity, role: Role = Role.CASEWORKER) -> User | None:
    return (
        User.objects.filter(
            entity=entity,
            role_memberships__role__in=[role, Role.COORDINATOR],
            role_memberships__ended_at=None,
        )
        .select_related("entity")
        .order_by("role_memberships__role", "email")
        .first()
    )


def _agree(
    step: Step,
    purposes: list[str],
    recipient: Entity,
    by: User,
    *,
    parts: Iterable[str] = (),
    kind: str = "",
) -> None:
    for purpose in purposes:
        named = vocabularies.entry("consent_scope", purpose).get("per_entity")
        values: dict[str, object] = {
            "purpose": purpose,
            "status": "given",
            "parts": list(parts),
            "language": "es",
            "explained_back": True,
        }
        if named:
            values |= {"recipient_kind": kind} if kind else {"recipient_entity": recipient}
        record_consent(case=step.run.case, by=by, values=values)


def _kind(step: Step, definition: Definition) -> str:
    """The kind of the service that does the step, where it does not sign in itself."""
    recorded = step.how == LaneHow.RECORDED
    return definition.lane(step.lane).entity_kinds[0] if recorded else ""


def _do(step: Step, definition: Definition, dice: Random) -> None:
    by = _worker(step.entity or step.run.owner)
    task = definition.step(step.element)
    if by is None or task is None:
        return
    lacking = missing_consents(
        step.run, definition, step, referrals=Referral.objects.filter(run=step.run)
    )
    if lacking and dice.random() < 0.2:  # noqa: PLR2004 -- a fifth refuses
        decline_step(step=step, reason="refused", by=by)
        return
    _agree(step, lacking, step.entity or step.run.owner, by, kind=_kind(step, definition))
    answers = {field.name: _reply(field, dice) for field in task.fields}
    if step.how == LaneHow.RECORDED:
        record_step(step=step, answers=answers, on=timezone.localdate(), source="telephone", by=by)
    else:
        complete_step(step=step, answers=answers, by=by)


def _reply(field: Field, dice: Random) -> Answer:
    if field.type is FieldType.YESNO:
        usual = USUALLY.get(field.name, True)
        return usual if dice.random() < 0.85 else not usual  # noqa: PLR2004 -- a share
    if field.type is FieldType.NUMBER:
        return float(dice.randint(0, 3))
    return dice.choice(field.values)


def _refer(step: Step, definition: Definition, dice: Random) -> None:
    by = _worker(step.sender)
    task = definition.step(step.element)
    if by is None or task is None:
        return
    need = task.referral.service if task.referral else ""
    services: list[Service] = list(
        services_for(by, need=need, lane=definition.lane(step.lane)).order_by("name")
    )
    if not services:
        return
    service = dice.choice(services)
    purposes = needed(task.consent, (), recipient=service.entity)
    _agree(step, purposes, service.entity, by, parts=["summary"])
    terms = Terms(
        urgency=task.referral.urgency if task.referral else "routine",
        reason="additional_services",
        basis=task.referral.basis if task.referral else "consent",
        basis_reason="Competencia del servicio receptor.",
        parts=("summary",),
    )
    referral = draft_referral(case=step.run.case, service=service, terms=terms, by=by, step=step)
    send_referral(referral=referral, by=by)


def _answer(step: Step, dice: Random) -> None:
    referral = (
        Referral.objects.filter(run=step.run, lane=step.lane, status=ReferralStatus.REQUESTED)
        .select_related("receiving_entity")
        .first()
    )
    by = _worker(referral.receiving_entity, Role.COORDINATOR) if referral else None
    if referral is None or by is None:
        return
    answer = dice.choice(["accept"] * 6 + ["reject", "ask", "wait", "wait"])
    if answer == "accept":
        accept_referral(referral=referral, by=by)
    elif answer == "reject":
        reject_referral(referral=referral, reason="no_capacity", by=by)
    elif answer == "ask":
        ask_information(referral=referral, question="¿Necesita intérprete?", by=by)


def _age(run: Run, dice: Random) -> None:
    """Let some steps be late: a demonstration in which nothing ever is would not be true."""
    for step in Step.objects.filter(run=run, status__in=WAITING, due_at__isnull=False):
        if dice.random() < 0.3:  # noqa: PLR2004 -- a share
            shift = timedelta(days=dice.randint(1, 20))
            step.opened_at -= shift
            step.due_at = step.due_at - shift if step.due_at else None
            step.save(update_fields=["opened_at", "due_at"])
