"""Restricting and blocking a case, and what ends that."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.models import Case
from cases.services import block_case, release_case, restrict_case, unblock_case
from cases.services.writing import lock, refuse
from core.exceptions import Conflict
from core.handles import handle_of
from entities.models import User
from notices.enums import NoticeKind
from notices.services import notify
from rights.enums import WAITING, Right
from rights.models import Block, Restriction, RightsRequest
from rights.permissions import can_ask_release, can_release, is_officer
from rights.services.tidings import coordinators_of, officers, tell


@transaction.atomic
def hold_restricted(*, case: Case, by: User) -> Restriction:
    """Restrict the case to being read. Raises PermissionRefused, and Conflict when it is."""
    restricted = restrict_case(case=case, by=by)
    return Restriction.objects.create(case=restricted, set_by=by)


@transaction.atomic
def ask_release(*, request: RightsRequest, by: User) -> Restriction:
    """Ask that the restriction of the request's case be lifted; the other side decides.

    Raises PermissionRefused, and Conflict when nothing is restricted or it was asked before.
    """
    locked = _standing(request)
    if not can_ask_release(by, locked):
        raise refuse()
    if locked.lift_asked_by is not None:
        raise Conflict(_("Somebody asked for this before."), _("A second person has to agree."))
    locked.lift_asked_at, locked.lift_asked_by = timezone.now(), by
    locked.save()
    audit.record(AuditAction.RELEASE_ASKED, by=by, case=locked.case_id, target=locked.pk)
    people = officers() | coordinators_of(locked.case.owner_entity)
    tell(NoticeKind.RELEASE_ASKED, people, request, by=by)
    return locked


@transaction.atomic
def lift_restriction(*, request: RightsRequest, by: User) -> Restriction:
    """Lift it as the second person. Raises PermissionRefused for who asked and for her side."""
    locked = _standing(request)
    if not can_release(by, locked):
        raise refuse()
    locked.lifted_at, locked.lifted_by = timezone.now(), by
    locked.save()
    release_case(case=locked.case, by=by)
    tell(NoticeKind.RIGHT_ANSWERED, coordinators_of(locked.case.owner_entity), request, by=by)
    return locked


def _standing(request: RightsRequest) -> Restriction:
    rows = Restriction.objects.select_for_update(of=("self",)).filter(
        case=request.case_id, lifted_at=None
    )
    found = rows.first()
    if found is None:
        raise Conflict(_("The use of this case is not restricted."))
    return found


@transaction.atomic
def block(*, request: RightsRequest, by: User, until: date) -> Block:
    """Hide the closed case of a request to erase until its claims lapse (LOPDGDD, article 32).

    Raises PermissionRefused; ValidationError for a day that is not to come; Conflict while the
    case is open, or when the request asks for something else or is answered.
    """
    locked = lock(request)
    if not is_officer(by):
        raise refuse()
    if locked.right != Right.ERASURE or locked.status not in WAITING:
        raise Conflict(_("Only a request to erase that waits for its answer leads to this."))
    if until <= timezone.localdate():
        raise ValidationError({"until": _("Choose a day that is still to come.")})
    case = block_case(case=locked.case, by=by)
    return Block.objects.create(case=case, until=until, blocked_by=by)


@transaction.atomic
def end_block(*, case: Case, by: User) -> None:
    """Open a blocked case again, because a court ordered it. Raises PermissionRefused, Conflict."""
    unblock_case(case=case, by=by)
    for standing in Block.objects.select_for_update().filter(case=case, ended_at=None):
        standing.ended_at, standing.ended_by = timezone.now(), by
        standing.save(update_fields=["ended_at", "ended_by"])


def propose_erasures() -> int:
    """Tell data protection of blocked cases whose time is over; two people then erase each."""
    due = Block.objects.filter(
        ended_at=None, proposed_at=None, until__lte=timezone.localdate()
    ).select_related("case__owner_entity")
    return sum(_propose(standing) for standing in list(due))


@transaction.atomic
def _propose(standing: Block) -> int:
    locked = lock(standing)
    if locked.proposed_at is not None or locked.ended_at is not None:
        return 0
    locked.proposed_at = timezone.now()
    locked.save(update_fields=["proposed_at"])
    for person in officers() | coordinators_of(locked.case.owner_entity):
        handle = handle_of(locked.case_id, entity_id=person.entity_id)
        notify(NoticeKind.BLOCK_OVER, user=person, path=reverse("cases:erasure", args=[handle]))
    return 1
