"""What a decision of two people does once its day has passed, if it still holds then."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit import services as audit
from audit.enums import AuditAction
from core.ports import sends_invitations, tells_people
from entities import groups, workflow
from entities.enums import DecisionKind, DecisionStatus, Role
from entities.models import AccountDecision, User
from entities.permissions import can_agree, can_ask
from entities.roles import conflicting_pair
from entities.services.roles import forget_roles, lock_user, store_role
from entities.services.sessions import end_every_session
from entities.services.suspensions import begin_silent_suspension
from entities.services.tidings import tell_of_decision

logger = logging.getLogger(__name__)


def carry_out_due(*, person: User | None = None, now: datetime | None = None) -> int:
    """Let every decision take effect, or lapse, whose time has come; return how many.

    A sweep calls it, and pages where it shows. Safe to call at any time and by several at once:
    each decision is settled once, in a transaction of its own.
    """
    moment = now or timezone.now()
    oldest = moment - timedelta(days=settings.ACCOUNT_DECISION_OPEN_DAYS)
    due = AccountDecision.objects.filter(
        Q(status=DecisionStatus.AGREED, takes_effect_at__lte=moment)
        | Q(status=DecisionStatus.ASKED, asked_at__lte=oldest)
    )
    if person is not None:
        due = due.filter(person=person)
    return sum(_try(pk, moment) for pk in due.order_by("asked_at").values_list("pk", flat=True))


def _try(decision_id: UUID, now: datetime) -> int:
    try:
        return settle(decision_id, now=now)
    except Exception:
        # Whatever is wrong with one decision must not keep all others from taking effect.
        logger.exception("could not settle the decision %s", decision_id)
        return 0


@transaction.atomic
def settle(decision_id: UUID, *, now: datetime) -> int:
    """Let one decision take effect or lapse; return 0 when it is not due (any more)."""
    decision = lock_decision(decision_id)
    if decision.status == DecisionStatus.AGREED:
        if decision.takes_effect_at is None or decision.takes_effect_at > now:
            return 0
        way = "take effect" if _holds(decision) else "lapse"
    elif decision.status == DecisionStatus.ASKED:
        way = "lapse"
    else:
        return 0
    step = workflow.DECISION[way]
    step.check(decision, None)

    decision.status, decision.ended_at = DecisionStatus(step.target), now
    decision.save(update_fields=["status", "ended_at"])
    if decision.status == DecisionStatus.DONE:
        EFFECTS[DecisionKind(decision.kind)](decision)
    record_decision(AuditAction(step.event), decision, by=None)
    kind = "account_decided" if decision.status == DecisionStatus.DONE else "account_stopped"
    tell_of_decision(kind, decision, by=None)
    return 1


def lock_decision(decision_id: UUID) -> AccountDecision:
    """Return the decision, locked and fresh, its account too: first the account, always."""
    person_id = AccountDecision.objects.values_list("person", flat=True).get(pk=decision_id)
    person = lock_user(User(pk=person_id))
    decision = (
        AccountDecision.objects.select_for_update(of=("self",))
        .select_related("asked_by__entity", "agreed_by__entity")
        .get(pk=decision_id)
    )
    decision.person = person
    return decision


def record_decision(action: AuditAction, decision: AccountDecision, *, by: User | None) -> None:
    """Write to the log what happened to a decision; never an address."""
    details = {"decision": str(decision.pk), "kind": decision.kind}
    if decision.role:
        details["role"] = decision.role
    audit.record(action, by=by, target=decision.person_id, details=details)


def _holds(decision: AccountDecision) -> bool:
    """Ask everything again: the account is as it was, both people are still entitled."""
    person, agreed_by = decision.person, decision.agreed_by
    return (
        person.may_sign_in
        and (person.email, person.entity_id) == (decision.email, decision.entity_id)
        and can_ask(decision.asked_by, decision)
        and agreed_by is not None
        and can_agree(agreed_by, decision)
        and _is_possible(decision)
    )


def _is_possible(decision: AccountDecision) -> bool:
    person = decision.person
    if decision.kind == DecisionKind.GRANT_ROLE:
        role = Role(decision.role)
        return role not in person.roles and conflicting_pair(person.roles | {role}) is None
    if decision.kind == DecisionKind.CHANGE_EMAIL:
        return not User.objects.filter(email=decision.new_email).exists()
    return decision.kind == DecisionKind.SUSPEND or person.second_factor_at is not None


def _give_role(decision: AccountDecision) -> None:
    store_role(decision.person, Role(decision.role), by=decision.asked_by)
    groups.synchronise(decision.person)
    forget_roles(decision.person)


def _set_email(decision: AccountDecision) -> None:
    """Change the address and say so to the old one, which its true owner may still read."""
    set_email(decision.person, decision.new_email, by=decision.asked_by)
    tells_people().mail("account", [decision.person_id], address=decision.email)


def set_email(person: User, email: str, *, by: User) -> None:
    """Give the account another address, not yet believed; sessions and links of before end.

    `person` is locked, and the caller has checked.
    """
    person.email = email
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user_id=person.pk).delete()
    person.sign_on_identities.all().delete()
    end_every_session(user=person)
    audit.record(AuditAction.USER_CHANGED, by=by, target=person.pk, details={"fields": ["email"]})
    if not person.has_usable_password():
        sends_invitations().send(person.pk)


def _reset_factors(decision: AccountDecision) -> None:
    person = decision.person
    Authenticator.objects.filter(user_id=person.pk).delete()
    person.second_factor_at = None
    person.save(update_fields=["second_factor_at"])
    end_every_session(user=person)
    audit.record(AuditAction.FACTORS_RESET, by=decision.asked_by, target=person.pk)


EFFECTS: dict[DecisionKind, Callable[[AccountDecision], None]] = {
    DecisionKind.GRANT_ROLE: _give_role,
    DecisionKind.CHANGE_EMAIL: _set_email,
    DecisionKind.RESET_FACTORS: _reset_factors,
    DecisionKind.SUSPEND: begin_silent_suspension,
}
