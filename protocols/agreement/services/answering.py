"""What somebody asked says: yes, yes with a reservation, or no, and her words on each step."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from core.exceptions import Conflict, NotVisible
from entities.models import User
from notices.enums import NoticeKind
from notices.services import notify
from protocols.agreement import selectors
from protocols.agreement.permissions import can_answer
from protocols.agreement.services.ground import agreement_path, lock_consultation, note
from protocols.enums import Verdict
from protocols.models import AskedPerson, Comment, Consultation

Settling = Comment | AskedPerson


@dataclass(frozen=True)
class Given:
    """An answer as it was typed; `comments` by element, "" being the whole flowchart."""

    verdict: str = ""
    words: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def give_answer(
    *, person: AskedPerson, given: Given, based_on: int, by: User | None
) -> AskedPerson:
    """Keep what somebody says; she may change it until the last day.

    `by` is None for who came by her link; `based_on` is how often she had saved when she began.
    Conflict when answers are no longer taken, a reason is missing, or she saved elsewhere meanwhile.
    """
    consultation = lock_consultation(person.consultation)
    rows = AskedPerson.objects.select_related("user").select_for_update(of=("self",))
    locked = rows.filter(pk=person.pk).first()
    if locked is None or not can_answer(by, locked):
        raise NotVisible
    _check(consultation, locked, given, based_on)
    now = timezone.now()
    if (locked.answer, locked.words) != (given.verdict, given.words):
        _unsettle(locked)
        locked.words = given.words
        if locked.answer != given.verdict:
            locked.answer, locked.answered_at = given.verdict, now
    locked.saves += 1
    locked.save()
    kept = _keep_comments(consultation, locked, given.comments)
    note(
        AuditAction.CONSULTED_ANSWERED,
        consultation.version,
        by,
        lane=locked.lane,
        answer=locked.answer or None,
        count=kept,
        outside=locked.user_id is None,
    )
    if given.verdict and not person.answer:
        _tell_when_all_have(consultation)
    return locked


def _check(consultation: Consultation, locked: AskedPerson, given: Given, based_on: int) -> None:
    if reason := selectors.why_closed(consultation):
        raise Conflict(reason, _("Nothing was saved. What you typed stands below: copy it."))
    if locked.saves != based_on:
        raise Conflict(
            _("Your answer was saved in another window meanwhile."),
            _("What you typed here stands below. Save again, and it takes the place of the other."),
        )
    if given.verdict not in Verdict.values and (given.verdict or locked.answer):
        raise Conflict(_("Choose one of the answers."))
    if given.verdict in (Verdict.RESERVATION, Verdict.NO) and not given.words:
        raise Conflict(_("A reservation and a no need words: what should be different?"))


def _keep_comments(
    consultation: Consultation, person: AskedPerson, typed: Mapping[str, str]
) -> int:
    """Keep, change and drop her comments; return how many there are."""
    known = {"", *selectors.asked_definition(consultation).nodes}
    standing = {comment.element: comment for comment in person.comments.all()}
    for element, words in typed.items():
        comment = standing.get(element)
        if not words and comment is not None:
            comment.delete()
        elif words and element in known and (comment is None or comment.words != words):
            comment = comment or Comment(person=person, element=element)
            _unsettle(comment)
            comment.words, comment.written_at = words, timezone.now()
            comment.save()
    return person.comments.count()


def _unsettle(record: Settling) -> None:
    """What was answered to other words does not answer these."""
    record.settlement, record.settled_at, record.settled_by = "", None, None


def _tell_when_all_have(consultation: Consultation) -> None:
    if consultation.opened_by and not consultation.people.filter(answer="").exists():
        notify(
            NoticeKind.CONSULTATION_ANSWERED,
            path=agreement_path(consultation.version),
            user=consultation.opened_by,
        )
