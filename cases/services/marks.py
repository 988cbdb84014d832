"""Marks that ask for more protection of a case: set by the owner's people, lifted by coordinators."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.enums import MarkKind, MarkReason
from cases.models import Case, CaseMark
from cases.permissions import can_lead, can_lift_mark
from cases.services.alerts import tell_auditors
from cases.services.grants import mint_code
from cases.services.writing import lock, refuse
from core.codes import show_code
from core.exceptions import Conflict
from entities.models import User
from notices.enums import NoticeKind
from notices.services import notify


@transaction.atomic
def set_mark(*, case: Case, by: User, kind: MarkKind | str, reason: MarkReason | str) -> CaseMark:
    """Mark a case. Raises PermissionRefused, and Conflict when it bears the mark already."""
    locked = lock(case)
    if not can_lead(by, locked):
        raise refuse()
    try:
        with transaction.atomic():
            mark = CaseMark.objects.create(
                case=locked, kind=MarkKind(kind), reason=MarkReason(reason), set_by=by
            )
    except IntegrityError as error:
        raise Conflict(_("The case bears this mark already.")) from error
    _tell(AuditAction.MARK_SET, mark, by)
    return mark


@transaction.atomic
def lift_mark(*, mark: CaseMark, by: User) -> CaseMark:
    """Take a mark off. To whom lifts four eyes herself the identity still opens only with them.

    The owner's coordinators and the auditors are told. Raises PermissionRefused, and Conflict when
    somebody lifted it before.
    """
    case = lock(mark.case)
    locked = lock(mark)
    if not can_lift_mark(by, case):
        raise refuse()
    if locked.lifted_at is not None:
        raise Conflict(_("Somebody took this mark off before."))
    locked.lifted_at, locked.lifted_by = timezone.now(), by
    locked.save(update_fields=["lifted_at", "lifted_by"])
    number = _tell(AuditAction.MARK_LIFTED, locked, by)
    path = reverse("cases:detail", args=[show_code(mint_code(case, case.owner_entity))])
    notify(NoticeKind.MARK_LIFTED, entity=case.owner_entity, path=path)
    tell_auditors(NoticeKind.MARK_LIFTED, number)
    return locked


def _tell(action: AuditAction, mark: CaseMark, by: User) -> int:
    details = {"kind": str(mark.kind)}  # its reason tells of her: it stays with the mark
    return audit.record(action, by=by, case=mark.case_id, target=mark.pk, details=details).pk
