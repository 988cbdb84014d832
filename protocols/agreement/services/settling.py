"""How the manager deals with what was said: a short answer to a comment, a reservation or a no."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from core.exceptions import Conflict
from entities.models import User
from protocols.agreement.services.ground import lock_consultation, lock_draft, note
from protocols.models import AskedPerson, Comment


@transaction.atomic
def settle_comment(*, comment: Comment, words: str, settlement: str, by: User) -> Comment:
    """Answer a comment that said `words`; Conflict when it says something else by now."""
    _lock(comment.person, by)
    locked = Comment.objects.select_for_update().filter(pk=comment.pk, words=words).first()
    if locked is None:
        raise _changed()
    _settle(locked, comment.person, settlement, by)
    return locked


@transaction.atomic
def settle_answer(*, person: AskedPerson, words: str, settlement: str, by: User) -> AskedPerson:
    """Answer the reason of a reservation or a no; Conflict when it is another by now."""
    _lock(person, by)
    rows = AskedPerson.objects.select_for_update()
    locked = rows.filter(pk=person.pk, words=words).exclude(words="").first()
    if locked is None:
        raise _changed()
    _settle(locked, person, settlement, by)
    return locked


def _lock(person: AskedPerson, by: User) -> None:
    lock_draft(person.consultation.version, by)
    lock_consultation(person.consultation)


def _settle(record: Comment | AskedPerson, person: AskedPerson, settlement: str, by: User) -> None:
    if not settlement:
        raise Conflict(_("Say shortly how it was dealt with."))
    record.settlement, record.settled_at, record.settled_by = settlement, timezone.now(), by
    record.save(update_fields=["settlement", "settled_at", "settled_by"])
    version = person.consultation.version
    note(AuditAction.CONSULTED_SETTLED, version, by, lane=person.lane)


def _changed() -> Conflict:
    return Conflict(
        _("She has changed her words meanwhile."), _("Read them as they stand now, then answer.")
    )
