"""Breaking the glass: a case opens for hours to who has its code and a reason, and is reviewed."""

import time
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from audit import services as audit
from audit.enums import AuditAction, Outcome
from cases.enums import ENDED, Finding, GrantEnd, GrantSource, MarkKind, Part
from cases.models import BrokenGlass, Case, CaseMark, ErasureRequest
from cases.permissions import can_break_glass, can_review_glass
from cases.selectors.cases import cases_visible_to
from cases.services.alerts import tell_auditors
from cases.services.grants import end_grant, mint_code, store_grant
from cases.services.writing import lock, refuse
from core.abilities import Ability
from core.codes import show_code
from core.exceptions import Conflict
from core.handles import handle_of
from core.ports import cases_behind_codes
from entities.models import Entity, User
from entities.selectors import active_people_who_may
from notices.enums import NoticeKind
from notices.services import notify
from vault.exceptions import TooManyQuestions

# What an emergency needs, and why: docs/adr/0009-what-an-emergency-opens.md.
PARTS = (Part.OFFER, Part.SUMMARY, Part.HEALTH, Part.CONTACT_CARD, Part.IDENTITY)
# No consent is asked in an emergency, so none that she takes back ends it either.
REASON = "vital_interest"
HOUR = 3600
NOBODY = UUID(int=0)


@sensitive_variables("justification")
def break_glass(*, by: User, code: str, justification: str) -> Case | None:
    """Open the case that any entity names by this code to her entity, for BREAK_GLASS_HOURS.

    Returns the case, also when she could see it before: then nothing was opened. Returns None,
    without telling which, for an unknown code, a case that is closed, erased or marked never to
    be opened so, and one that she opened so before without need. Call it outside any transaction, once she has shown her second factor. Raises
    PermissionRefused; TooManyQuestions after BREAK_GLASS_TRIES_AN_HOUR tries in vain.
    """
    if not can_break_glass(by):
        raise refuse()
    _limit(by)
    behind = [ask(code) for ask in cases_behind_codes]  # all, so that none is told by the time
    found = next((case for case in behind if case), None)
    opened = _open(found or NOBODY, by, justification)
    if opened is None:
        cache.incr(_counter(by))
        audit.record_read(
            AuditAction.GLASS_REFUSED,
            by=by,
            case=found,
            outcome=Outcome.REFUSED,
            justification=justification,
        )
    return opened


@sensitive_variables("justification")
@transaction.atomic
def _open(case_id: UUID, by: User, justification: str) -> Case | None:
    """Ask the same of the database whatever the answer will be."""
    marked = CaseMark.objects.filter(
        case=OuterRef("pk"), kind=MarkKind.NO_BREAK_GLASS, lifted_at=None
    )
    erasing = ErasureRequest.objects.filter(case=OuterRef("pk"), confirmed_at__isnull=False)
    open_to_all = Case.objects.exclude(status__in=sorted(ENDED)).exclude(Exists(erasing))
    misused = BrokenGlass.objects.filter(
        case=OuterRef("pk"), broken_by=by, finding=Finding.NOT_JUSTIFIED
    )
    case = (
        open_to_all.exclude(Exists(marked) | Exists(misused))
        .select_for_update(of=("self",))
        .filter(pk=case_id)
        .first()
    )
    visible = cases_visible_to(by).filter(pk=case_id).first()
    if visible is not None or case is None:
        return visible
    until = timezone.now() + timedelta(hours=settings.BREAK_GLASS_HOURS)
    grant = store_grant(
        case,
        by.entity,
        parts=PARTS,
        source=GrantSource.BREAK_GLASS,
        reason=REASON,
        by=by,
        valid_until=until,
    )
    event = audit.record(
        AuditAction.GLASS_BROKEN,
        by=by,
        case=case.pk,
        target=grant.pk,
        details={"entity": str(by.entity_id), "parts": grant.parts},
        justification=justification,
    )
    glass = BrokenGlass(
        case=case,
        grant=grant,
        entity=by.entity,
        event=event.pk,
        justification=justification,
        broken_by=by,
    )
    glass.save(force_insert=True)
    _tell_everybody(glass)
    return case


@sensitive_variables("note")
@transaction.atomic
def review_glass(*, glass: BrokenGlass, by: User, finding: Finding | str, note: str) -> BrokenGlass:
    """Say whether an emergency access was justified; if not, it ends at once.

    Raises PermissionRefused, and Conflict when somebody reviewed it before.
    """
    lock(glass.case)
    locked = lock(glass)
    if not can_review_glass(by, locked):
        raise refuse()
    if locked.reviewed_at is not None:
        raise Conflict(_("Somebody has reviewed this before."), _("Look at what was found."))
    locked.reviewed_at, locked.reviewed_by = timezone.now(), by
    locked.finding, locked.note = Finding(finding), note
    locked.save()
    audit.record(
        AuditAction.GLASS_REVIEWED,
        by=by,
        case=locked.case_id,
        target=locked.grant_id,
        details={"finding": str(locked.finding)},
        justification=note,
    )
    grant = lock(locked.grant)
    if locked.finding == Finding.NOT_JUSTIFIED and grant.is_open:
        end_grant(grant, by=by, reason=GrantEnd.REVIEWED, action=AuditAction.GRANT_CLOSED)
    return locked


def escalate_glasses() -> int:
    """Tell auditors and data protection of accesses not reviewed in time, once; return how many."""
    late = timezone.now() - timedelta(hours=settings.BREAK_GLASS_REVIEW_HOURS)
    due = BrokenGlass.objects.filter(reviewed_at=None, escalated_at=None, broken_at__lte=late)
    return sum(_escalate(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _escalate(pk: UUID) -> int:
    rows = BrokenGlass.objects.select_for_update(of=("self",))
    glass = rows.filter(pk=pk, reviewed_at=None, escalated_at=None).first()
    if glass is None:
        return 0
    glass.escalated_at = timezone.now()
    glass.save(update_fields=["escalated_at"])
    audit.record(AuditAction.GLASS_ESCALATED, by=None, case=glass.case_id, target=glass.grant_id)
    tell_auditors(NoticeKind.GLASS_UNREVIEWED, glass.event)
    for officer in active_people_who_may(Ability.PROTECT_DATA):
        notify(NoticeKind.GLASS_UNREVIEWED, user=officer, path=reverse("cases:emergencies"))
    return 1


def review_path(glass: BrokenGlass, owner: Entity) -> str:
    """Return where the owner's people read of an emergency access."""
    code = show_code(mint_code(glass.case, owner))
    return reverse("cases:emergency", args=[code, handle_of(glass.pk, entity_id=owner.pk)])


def _tell_everybody(glass: BrokenGlass) -> None:
    case, kind = glass.case, NoticeKind.GLASS_BROKEN
    owner, lead = case.owner_entity, case.lead_worker
    path = review_path(glass, owner)
    notify(kind, entity=owner, path=path)
    if lead is not None and not lead.may(Ability.COORDINATE):
        notify(kind, user=lead, path=path)
    notify(kind, entity=glass.entity, path=reverse("cases:emergencies"))
    tell_auditors(kind, glass.event)


def _counter(by: User) -> str:
    return f"cases.glass:{by.pk}:{int(time.time() // HOUR)}"


def _limit(by: User) -> None:
    cache.add(_counter(by), 0, 2 * HOUR)
    if cache.get(_counter(by), 0) >= settings.BREAK_GLASS_TRIES_AN_HOUR:
        raise TooManyQuestions(
            _("You have tried too many codes in a short time."),
            _("Ring the entity that cares for her, or ask your coordinator."),
        )
