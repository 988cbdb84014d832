"""Reads of runs and their steps, already narrowed to who asks."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Assessment, Case
from core import vocabularies
from core.exceptions import NotVisible
from entities.models import User
from protocols.definition import Definition
from protocols.elements import CallActivity, UserTask
from referrals.enums import LIVE, TAKEN, WAITING, LaneHow, StepKind
from referrals.models import Referral, Run, Step
from referrals.selectors import consents
from referrals.selectors.elements import Elements

# A lane that is the business of the entity in charge itself, or of the woman with it.
_AT_HOME = frozenset({LaneHow.OWNER, LaneHow.PERSON})


def _runs_seen_by(user: User) -> QuerySet[Run]:
    """Return the runs that her entity owns, or has a step of or a referral in."""
    entity = user.entity_id
    steps = Step.objects.filter(run=OuterRef("pk"))
    sent = Referral.objects.filter(run=OuterRef("pk"))
    return Run.objects.filter(
        Q(owner=entity)
        | Exists(steps.filter(Q(entity=entity) | Q(sender=entity)))
        | Exists(
            sent.filter(
                Q(referring_entity=entity) | Q(receiving_entity=entity, sent_at__isnull=False)
            )
        )
    )


def _to_start() -> Exists:
    """Whether another flowchart is still to be started by hand in place of this one."""
    by_hand = Step.objects.filter(kind=StepKind.START_BY_HAND, status__in=WAITING)
    return Exists(by_hand.filter(run=OuterRef("pk")))


def runs_of(case: Case, user: User) -> list[Run]:
    """Return the runs, in their order, of a case loaded for her: those her entity has a part in."""
    return list(
        _runs_seen_by(user)
        .filter(case=case)
        .annotate(to_start=_to_start())
        .select_related("version__protocol", "owner")
        .defer("version__xml")
        .order_by("number")
    )


def run_for(case: Case, number: int, user: User) -> Run:
    """Return a run of a case by its number; NotVisible when there is none for her entity."""
    run = (
        _runs_seen_by(user)
        .filter(case=case, number=number)
        .annotate(to_start=_to_start())
        .select_related("case", "version__protocol", "owner", "parent")
        .defer("version__xml")
        .first()
    )
    if run is None:
        raise NotVisible
    return run


def step_for(run: Run, element: str) -> Step:
    """Return the step at this element: the one that waits, else the latest; NotVisible if none."""
    rows = list(
        Step.objects.filter(run=run, element=element)
        .select_related("entity", "sender", "closed_by", "assessment__case")
        .order_by("-round")
    )
    if not rows:
        raise NotVisible
    step = next((row for row in rows if row.status in WAITING), rows[0])
    step.run = run
    return step


def own_draft(step: Step, user: User) -> Assessment | None:
    """Return the draft of the step's form that people of her entity go on with, if there is one."""
    draft = step.assessment
    if draft is None or draft.is_final or draft.struck_at is not None:
        return None
    return draft if draft.entity_id == user.entity_id else None


def living_referrals(step: Step) -> list[Referral]:
    """Return the referral of the step's lane that is not over, if there is one."""
    if not step.lane:
        return []
    found = Referral.objects.filter(run=step.run, lane=step.lane, status__in=LIVE)
    return list(found.select_related("receiving_entity", "service"))


def waiting_step(referral: Referral) -> Step | None:
    """Return the step of the referral's lane that waits longest; None for one by hand."""
    if referral.run_id is None:
        return None
    return (
        Step.objects.filter(
            run_id=referral.run_id, lane=referral.lane, status__in=WAITING, kind="task"
        )
        .select_related("run")
        .order_by("opened_at")
        .first()
    )


def sees_step(user: User, step: Step) -> bool:
    """Say whether the step is hers to see; of others she learns only *with another service*."""
    return user.entity_id in {step.entity_id, step.sender_id, step.run.owner_id}


def is_mandatory(definition: Definition, step: Step) -> bool:
    """Say whether the step is a mandatory notice, given whether she agrees or not."""
    node = definition.nodes.get(step.element)
    return isinstance(node, UserTask | CallActivity) and node.mandatory_notice


def consents_of_step(
    run: Run, definition: Definition, step: Step, *, referrals: Iterable[Referral]
) -> dict[str, bool]:
    """Return the purposes the step needs now, each with whether she agrees.

    A consent to share with somebody is not needed by the entity in charge for what it does
    itself; a referral that rests on another basis than consent needs none. What she agreed to
    counts for the entity that has the step; while none has, for the kinds its lane names.
    """
    task = definition.step(step.element)
    codes = list(task.consent) if task else []
    carried = next(
        (one for one in referrals if one.lane == step.lane and one.status in TAKEN), None
    )
    if carried is not None and carried.basis != consents.CONSENT:
        codes = []
    elif step.how in _AT_HOME:
        codes = [
            code
            for code in codes
            if not vocabularies.entry("consent_scope", code).get("per_entity")
        ]
    if carried is not None:
        return consents.standing(run.case, codes, recipient=carried.receiving_entity)
    kinds = (
        Elements(run).lane(step.lane).entity_kinds if step.lane and step.how not in _AT_HOME else ()
    )
    return consents.standing(run.case, codes, kinds=kinds)


def missing_consents(
    run: Run, definition: Definition, step: Step, *, referrals: Iterable[Referral]
) -> list[str]:
    """Return the purposes the step needs and she does not agree to."""
    found = consents_of_step(run, definition, step, referrals=referrals)
    return [code for code, agrees in found.items() if not agrees]
