"""Who is told what: notices without content, for both sides, in the transaction of the change."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from cases.models import Case
from cases.selectors import codes_for
from core.abilities import Ability
from core.codes import show_code
from entities.models import Entity, User
from notices.enums import NoticeKind
from notices.services import notify
from referrals.enums import ReferralStatus, StepStatus
from referrals.models import Referral, Run, Step

# What both sides read when a referral has come to stand like this.
_SAYS = {
    ReferralStatus.REQUESTED: NoticeKind.REFERRAL_OFFERED,
    ReferralStatus.INFORMATION_REQUESTED: NoticeKind.INFORMATION_ASKED,
    ReferralStatus.ACCEPTED: NoticeKind.REFERRAL_ACCEPTED,
    ReferralStatus.REJECTED: NoticeKind.REFERRAL_REJECTED,
    ReferralStatus.IN_PROGRESS: NoticeKind.REFERRAL_STARTED,
    ReferralStatus.ON_HOLD: NoticeKind.REFERRAL_HELD,
    ReferralStatus.COMPLETED: NoticeKind.REFERRAL_COMPLETED,
    ReferralStatus.FAILED: NoticeKind.REFERRAL_FAILED,
    ReferralStatus.CANCELLED: NoticeKind.REFERRAL_CANCELLED,
    ReferralStatus.EXPIRED: NoticeKind.REFERRAL_EXPIRED,
    ReferralStatus.ENTERED_IN_ERROR: NoticeKind.REFERRAL_CANCELLED,
}
# These go to the coordinators also where the case has a lead worker.
_FOR_COORDINATORS = frozenset({NoticeKind.STEP_UNRESOLVED, NoticeKind.DEADLINE_MISSED})


def tell_both_sides(referral: Referral, *, by: User | None, answered: bool = False) -> None:
    """Tell the other side, and both when nobody of either did it. A draft concerns nobody else.

    `answered`: the offer waits again because a question was answered.
    """
    if referral.sent_at is None:
        return
    kind = NoticeKind.INFORMATION_GIVEN if answered else _SAYS[ReferralStatus(referral.status)]
    path = reverse("referrals:detail", args=[show_code(referral.code)])
    own = by.entity_id if by else None
    if referral.receiving_entity_id != own:
        notify(kind, entity=referral.receiving_entity, path=path)
    if referral.referring_entity_id == own:
        return
    notify(kind, entity=referral.referring_entity, path=path)
    writer = referral.sent_by
    if writer is not None and writer.is_active and not writer.may(Ability.COORDINATE):
        notify(kind, user=writer, path=path)


def tell_of_steps(run: Run, steps: Iterable[Step], *, by: User | None) -> None:
    """Tell entities of steps that opened for them by the work of others or of a timer."""
    for step in steps:
        if step.for_coordinator:
            _tell(NoticeKind.STEP_UNRESOLVED, run, step, run.owner_id)
        elif step.status == StepStatus.OPEN and not _is_of(step.entity_id, by):
            _tell(NoticeKind.STEP_OPENED, run, step, step.entity_id)
        elif step.status == StepStatus.TO_REFER and not _is_of(step.sender_id, by):
            _tell(NoticeKind.STEP_UNRESOLVED, run, step, step.sender_id)


def tell_of_deadline(step: Step, *, missed: bool) -> None:
    """Tell whoever holds the step that its deadline is near or was missed; the owner as well."""
    kind = NoticeKind.DEADLINE_MISSED if missed else NoticeKind.DEADLINE_NEAR
    holder = step.entity_id if step.status == StepStatus.OPEN else step.sender_id
    for entity_id in {holder, step.run.owner_id}:
        _tell(kind, step.run, step, entity_id)


def tell_of_flowchart(
    run: Run, entity_id: UUID, *, says: NoticeKind, ability: Ability = Ability.COORDINATE
) -> None:
    """Tell people of an entity what the flowchart has for them, without anything of the case."""
    code = code_of(run.case, entity_id)
    if code:
        entity = Entity.objects.get(pk=entity_id)
        path = run_path(run, code)
        notify(says, entity=entity, ability=ability, path=path)


def tell_of_end(run: Run, *, by: User | None) -> None:
    """Tell the owner that a run came to its end by the work of others or of a timer."""
    if not _is_of(run.owner_id, by):
        path = run_path(run, code_of(run.case, run.owner_id))
        notify(NoticeKind.RUN_ENDED, entity=run.owner, path=path)


def run_path(run: Run, code: str) -> str:
    """Return the address of a run for the entity that names the case by this code."""
    return reverse("referrals:run", args=[show_code(code), run.number])


def code_of(case: Case, entity_id: UUID) -> str:
    """Return the entity's code of a case; "" when it has none."""
    return codes_for([case.pk], Entity(pk=entity_id)).get(case.pk, "")


def _tell(kind: NoticeKind, run: Run, step: Step, entity_id: UUID | None) -> None:
    if entity_id is None:
        return
    code = code_of(run.case, entity_id)
    if not code:
        return
    path = reverse("referrals:step", args=[show_code(code), run.number, step.element])
    lead = run.case.lead_worker
    if lead is not None and not (lead.is_active and lead.entity_id == entity_id):
        lead = None
    to_all = lead is None or kind in _FOR_COORDINATORS
    if lead is not None and not (to_all and lead.may(Ability.COORDINATE)):
        notify(kind, user=lead, path=path)
    if to_all:
        notify(kind, entity=Entity.objects.get(pk=entity_id), path=path)


def _is_of(entity_id: UUID | None, by: User | None) -> bool:
    return by is not None and by.entity_id == entity_id
