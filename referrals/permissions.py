"""Who may do what with runs, steps and referrals: pure questions, composed.

`None` stands for the product itself: the sweep, or what follows from the end of a run.
"""

from django.utils.translation import gettext as _

from core.abilities import Ability
from core.exceptions import PermissionRefused
from entities.models import User
from referrals.models import Referral, Run, Step


def works_for(by: User | None, entity_id: object) -> bool:
    """Say whether this person works cases for that entity."""
    return by is not None and by.entity_id == entity_id and by.may(Ability.WORK_CASES)


def can_send(by: User | None, referral: Referral) -> bool:
    """People who work cases in the entity that refers write, send and explain its referrals."""
    return works_for(by, referral.referring_entity_id)


def can_answer(by: User | None, referral: Referral) -> bool:
    """Coordinators of the entity that receives answer its inbox."""
    return (
        by is not None
        and by.entity_id == referral.receiving_entity_id
        and by.may(Ability.COORDINATE)
    )


def can_deliver(by: User | None, referral: Referral) -> bool:
    """People who work cases in the entity that receives do what was asked."""
    return works_for(by, referral.receiving_entity_id)


def can_withdraw(by: User | None, referral: Referral) -> bool:
    """The sender withdraws; so does the product when the reason of the referral is gone."""
    return by is None or can_send(by, referral)


def can_complete(by: User | None, referral: Referral) -> bool:
    """The receiver completes; so does the product when the run needs the lane no more."""
    return by is None or can_deliver(by, referral)


def can_expire(by: User | None, referral: Referral) -> bool:  # noqa: ARG001 -- the rule's form
    """Only the clock lets a referral expire."""
    return by is None


def can_do_step(by: User | None, step: Step) -> bool:
    """People of the entity a step belongs to do it; the owner of the run records for others."""
    return works_for(by, step.entity_id)


def can_record_step(by: User | None, step: Step) -> bool:
    """The entity in charge of the run records what a service that does not sign in did."""
    return works_for(by, step.run.owner_id)


def can_decline_step(by: User | None, step: Step) -> bool:
    """Her refusal is written down by whoever holds the step: who does it, sends it, or owns."""
    return any(
        works_for(by, entity_id)
        for entity_id in (step.entity_id, step.sender_id, step.run.owner_id)
    )


def can_refer_step(by: User | None, step: Step) -> bool:
    """The entity the flow came from finds a service; the owner of the run may always."""
    return works_for(by, step.sender_id) or works_for(by, step.run.owner_id)


def can_end_run(by: User | None, run: Run) -> bool:
    """The entity in charge ends a run, from any state; a run also ends by itself."""
    return by is None or works_for(by, run.owner_id)


def can_migrate(by: User | None, plan: object) -> bool:  # noqa: ARG001 -- the rule's form
    """Those who manage flowcharts let running cases go over; they see no case by it."""
    return by is not None and by.may(Ability.MANAGE_PROTOCOLS)


def can_finish_migration(by: User | None, plan: object) -> bool:  # noqa: ARG001 -- the rule's form
    """Only the sweep that does it says that it is finished."""
    return by is None


def can_read_waiting(user: User) -> bool:
    """Say whether she may see how much waits at the steps of a flowchart: in all, or with hers."""
    return user.may(Ability.MANAGE_PROTOCOLS) or user.may(Ability.COORDINATE)


def can_read_who_waits(user: User) -> bool:
    """Say whether she may also see which cases of her entity wait: managers see none."""
    return user.may(Ability.COORDINATE) and user.may(Ability.WORK_CASES)


def require_case_work(user: User) -> None:
    """Raise PermissionRefused unless she works cases: lists of work are for nobody else."""
    if not (user.is_active and user.may(Ability.WORK_CASES)):
        raise PermissionRefused(
            _("This page is for people who work cases."), _("Go back to your own pages.")
        )
