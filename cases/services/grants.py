"""Access: grants are opened, narrowed and closed here, and guardian's rows follow them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.enums import CaseStatus, GrantEnd, GrantSource, Part
from cases.models import Case, CaseCode, CaseGrant, CaseGroupPermission
from cases.permissions import can_close_grant, can_open_grant
from cases.services.writing import lock, refuse, refuse_restricted
from core.abilities import Ability
from core.codes import new_code
from core.exceptions import Conflict
from entities.groups import group_for
from entities.models import Entity, User
from entities.roles import roles_with

_ATTEMPTS = 8


def mint_code(case: Case, entity: Entity | None) -> str:
    """Return the code by which `entity` names the case, made when first asked.

    Without an entity it is the auditor's reference. Two of 100,000 cases share a draw with a
    probability of half a percent, so a clash is drawn again.
    """
    held = CaseCode.objects.filter(case=case, entity=entity).first()
    for _attempt in range(_ATTEMPTS):
        if held is not None:
            return held.code
        try:
            with transaction.atomic():
                held = CaseCode.objects.create(case=case, entity=entity, code=new_code())
        except IntegrityError:
            held = CaseCode.objects.filter(case=case, entity=entity).first()
    if held is None:
        raise RuntimeError("No free code was found.")
    return held.code


def sync_access(case: Case, entity: Entity) -> None:
    """Make guardian's rows say what the entity's open grants say. Nothing else writes them."""
    open_grants = [
        grant
        for grant in CaseGrant.objects.filter(case=case, entity=entity, closed_at=None)
        if grant.is_open
    ]
    if case.status == CaseStatus.BLOCKED:
        open_grants = []
    groups = [group_for(entity, role) for role in sorted(roles_with(Ability.WORK_CASES))]
    rows = CaseGroupPermission.objects.filter(content_object=case, group__in=groups)
    if not open_grants:
        rows.delete()
        return
    ends = [grant.valid_until for grant in open_grants]
    latest = None if None in ends else max(end for end in ends if end is not None)
    permission = Permission.objects.get(
        codename="view_case", content_type__app_label="cases", content_type__model="case"
    )
    for group in groups:
        CaseGroupPermission.objects.update_or_create(
            content_object=case,
            group=group,
            permission=permission,
            defaults={"valid_until": latest, "opened_on": case.opened_on},
        )


@transaction.atomic
def open_grant(  # noqa: PLR0913 -- each says one thing of the grant, all by name
    *,
    case: Case,
    entity: Entity,
    parts: Iterable[str],
    source: GrantSource | str,
    reason: str,
    by: User,
    valid_until: datetime | None = None,
) -> CaseGrant:
    """Give an entity access to the named parts of a case, and a code of its own for it.

    `reason` is a code (a referral's, for one). `by` is whoever answers for the access: a person
    of an entity that works the case and whose own scope holds the parts, or, when a referral or
    an emergency was accepted, the person of the receiving entity who accepted it: that the
    sender could give this much was checked when it was sent.
    Raises PermissionRefused; ValueError for an unknown part or source.
    """
    wanted = frozenset(Part(part).value for part in parts)
    locked = lock(case)
    refuse_restricted(locked)
    accepts_own_offer = source != GrantSource.OWNER and by.entity_id == entity.pk
    if not (accepts_own_offer or can_open_grant(by, locked, part_codes=wanted)):
        raise refuse()

    return store_grant(
        locked, entity, parts=wanted, source=source, reason=reason, by=by, valid_until=valid_until
    )


def store_grant(  # noqa: PLR0913 -- as open_grant, which checks
    case: Case,
    entity: Entity,
    *,
    parts: Iterable[str],
    source: GrantSource | str,
    reason: str,
    by: User,
    valid_until: datetime | None = None,
) -> CaseGrant:
    """Write a grant with its code, guardian's rows and its event; callers have checked."""
    grant = CaseGrant.objects.create(
        case=case,
        entity=entity,
        parts=sorted(parts),
        source=GrantSource(source),
        reason=reason,
        granted_by=by,
        valid_until=valid_until,
    )
    mint_code(case, entity)
    sync_access(case, entity)
    audit.record(
        AuditAction.GRANT_OPENED,
        by=by,
        case=case.pk,
        target=grant.pk,
        details={"entity": str(entity.pk), "parts": grant.parts, "source": grant.source},
    )
    return grant


@transaction.atomic
def close_grant(*, grant: CaseGrant, by: User | None, reason: str) -> CaseGrant:
    """End an access: the case closes for the entity; what it wrote itself stays with it.

    Closed by people of either side, or by the product itself (`by` empty) when the reason of the
    access is gone. `reason` is a code. Raises PermissionRefused, and Conflict when it was closed
    before or is the owner's own.
    """
    locked = lock(grant)
    if by is not None and not can_close_grant(by, locked):
        raise refuse()
    if locked.closed_at is not None or locked.source == GrantSource.OWNER:
        raise Conflict(
            _("This access has ended before, or belongs to the entity responsible."),
            _("Look at who can see the case now."),
        )
    return end_grant(locked, by=by, reason=reason, action=AuditAction.GRANT_CLOSED)


def withhold(grant: CaseGrant, parts: Iterable[str]) -> None:
    """Take parts out of an open grant because the consent for them was withdrawn."""
    grant.withheld = sorted(set(grant.withheld) | set(parts))
    grant.save(update_fields=["withheld"])


def expire_grants() -> int:
    """Close every grant whose time is over; return how many. Each in a transaction of its own.

    Access has already ended at the minute: rows are compared with the clock wherever they are
    read. This only tidies up and tells the log.
    """
    due = CaseGrant.objects.filter(closed_at=None, valid_until__lte=timezone.now())
    return sum(_expire(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: UUID) -> int:
    grant = CaseGrant.objects.select_for_update().filter(pk=pk, closed_at=None).first()
    if grant is None or grant.is_open:
        return 0
    end_grant(grant, by=None, reason=GrantEnd.EXPIRED, action=AuditAction.GRANT_EXPIRED)
    return 1


def end_grant(grant: CaseGrant, *, by: User | None, reason: str, action: AuditAction) -> CaseGrant:
    """Close a locked grant; callers have checked who may."""
    grant.closed_at, grant.closed_by, grant.close_reason = timezone.now(), by, reason
    grant.save(update_fields=["closed_at", "closed_by", "close_reason"])
    sync_access(grant.case, grant.entity)
    audit.record(
        action,
        by=by,
        case=grant.case_id,
        target=grant.pk,
        details={"entity": str(grant.entity_id), "reason": str(reason)},
    )
    return grant
