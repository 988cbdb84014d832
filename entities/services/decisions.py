"""Decisions on accounts: one asks, another agrees, and anybody concerned may still stop it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities import workflow
from entities.enums import DecisionKind, DecisionStatus, Role
from entities.models import OPEN, AccountDecision, User
from entities.permissions import can_ask
from entities.roles import NEEDS_SECOND_PERSON
from entities.selectors import suspensions_known_to
from entities.services.effects import lock_decision, record_decision, settle
from entities.services.roles import lock_user, refuse_conflict
from entities.services.tidings import tell_of_decision


@transaction.atomic
def ask_role(*, user: User, role: Role, by: User) -> AccountDecision:
    """Ask that a role be given that nobody gives alone.

    Raises PermissionRefused, Conflict for a role held or asked for already or excluded by another,
    ValueError for a role that one person gives.
    """
    if role not in NEEDS_SECOND_PERSON:
        raise ValueError(f"{role} needs no second person.")
    person = lock_user(user)
    decision = _ask(person, by, kind=DecisionKind.GRANT_ROLE, role=role.value)
    if role in person.roles:
        raise Conflict(_("This person already holds this role."))
    refuse_conflict(person.roles | {role})
    return decision


@transaction.atomic
def ask_roles(*, user: User, roles: Iterable[Role], by: User) -> None:
    """Ask for several roles at once, all or none; see `ask_role`."""
    wanted = frozenset(roles)
    refuse_conflict(user.roles | wanted)
    for role in sorted(wanted):
        ask_role(user=user, role=role, by=by)


@transaction.atomic
def ask_email(*, user: User, email: str, by: User) -> AccountDecision:
    """Ask for another e-mail address. Raises PermissionRefused, Conflict, ValidationError."""
    email = clean_email(email)
    person = lock_user(user)
    decision = _ask(person, by, kind=DecisionKind.CHANGE_EMAIL, new_email=email)
    refuse_known_email(email)
    return decision


@transaction.atomic
def ask_reset(*, user: User, by: User) -> AccountDecision:
    """Ask that second factors be removed, so that the person sets new ones up by her password.

    Raises PermissionRefused, Conflict when there is nothing to reset.
    """
    person = lock_user(user)
    decision = _ask(person, by, kind=DecisionKind.RESET_FACTORS)
    if person.second_factor_at is None:
        raise Conflict(
            _("This person has no second factor."), _("She sets one up when she signs in.")
        )
    return decision


@transaction.atomic
def ask_suspension(*, user: User, by: User) -> AccountDecision:
    """Ask to suspend an account under suspicion, without a word to her or her coordinator.

    An auditor and an administrator, in whatever order, so that neither can do it alone. Raises
    PermissionRefused, Conflict when she cannot sign in anyway.
    """
    person = lock_user(user)
    return _ask(person, by, kind=DecisionKind.SUSPEND)


def clean_email(email: str) -> str:
    """Return an address as accounts hold it; raise ValidationError for what is none."""
    cleaned: str = User._meta.get_field("email").clean(email.strip().lower(), None)
    return cleaned


def refuse_known_email(email: str) -> None:
    """Raise Conflict for an address that has an account."""
    if User.objects.filter(email=email).exists():
        raise Conflict(
            _("This e-mail address already has an account."),
            _("A person belongs to one entity; an administrator can move her account."),
        )


def _ask(person: User, by: User, **what: str) -> AccountDecision:
    decision = AccountDecision(
        person=person,
        entity=person.entity,
        email=person.email,
        asked_at=timezone.now(),
        asked_by=by,
        **what,
    )
    if not can_ask(by, decision):
        raise PermissionRefused(
            _("You may not ask for this."),
            _("An administrator can, or a coordinator of the same entity for roles below her own."),
        )
    # Of a suspicion she does not know of, she learns nothing here: the decision lapses later.
    if not person.is_active or suspensions_known_to(by, person):
        raise Conflict(_("This account cannot sign in at present."))
    same = AccountDecision.objects.filter(
        person=person, kind=decision.kind, role=decision.role, status__in=OPEN
    )
    if same.exists():
        raise Conflict(
            _("Somebody has asked for the same already."), _("Look at what waits for agreement.")
        )
    decision.save(force_insert=True)
    record_decision(AuditAction.DECISION_ASKED, decision, by=by)
    tell_of_decision("account_asked", decision, by=by, wanted=True)
    return decision


@transaction.atomic
def agree(*, decision: AccountDecision, by: User) -> AccountDecision:
    """Be the second person; it takes effect after ACCOUNT_DECISION_HOURS, a suspension at once.

    Raises PermissionRefused, Conflict when it was answered or stopped before.
    """
    locked = lock_decision(decision.pk)
    step = workflow.DECISION["agree"]
    step.check(locked, by)

    now = timezone.now()
    hours = 0 if locked.kind == DecisionKind.SUSPEND else settings.ACCOUNT_DECISION_HOURS
    locked.status = DecisionStatus(step.target)
    locked.agreed_at, locked.agreed_by = now, by
    locked.takes_effect_at = now + timedelta(hours=hours)
    locked.save(update_fields=["status", "agreed_at", "agreed_by", "takes_effect_at"])
    record_decision(AuditAction(step.event), locked, by=by)
    tell_of_decision("account_agreed", locked, by=by)
    if locked.kind == DecisionKind.SUSPEND:
        settle(locked.pk, now=now)
    return locked


@transaction.atomic
def stop(*, decision: AccountDecision, by: User) -> AccountDecision:
    """Stop it while it has not taken effect. Raises PermissionRefused, Conflict when it is over."""
    locked = lock_decision(decision.pk)
    step = workflow.DECISION["stop"]
    step.check(locked, by)

    locked.status = DecisionStatus(step.target)
    locked.stopped_at, locked.stopped_by = timezone.now(), by
    locked.save(update_fields=["status", "stopped_at", "stopped_by"])
    record_decision(AuditAction(step.event), locked, by=by)
    tell_of_decision("account_stopped", locked, by=by)
    return locked
