"""A consultation from its preparation to its end: who is asked, until when, and by which link."""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from core.handles import handle_of
from entities.invitations import hash_of, new_token
from entities.models import User
from notices.enums import NoticeKind
from notices.services import notify
from protocols.agreement import selectors
from protocols.agreement.permissions import can_change_people, can_consult
from protocols.agreement.services.ground import (
    lock_consultation,
    lock_draft,
    note,
    tell_managers,
)
from protocols.checker import check, is_sound
from protocols.enums import ConsultationStatus
from protocols.models import AskedPerson, Consultation, ProtocolVersion
from protocols.permissions import can_read_protocols
from protocols.selectors import definition_of
from protocols.telling import in_words
from protocols.workflow import CONSULTATION

LONGEST = timedelta(days=366)
MAX_PEOPLE = 200


@transaction.atomic
def prepare_consultation(*, version: ProtocolVersion, by: User) -> Consultation:
    """Begin to name people; those asked before about this flowchart are carried over.

    An open consultation whose draft was changed is withdrawn; Conflict while one still counts.
    """
    locked = lock_draft(version, by)
    before = selectors.consultation_of(locked)
    if before is not None and before.status == ConsultationStatus.PREPARED:
        return before
    if before is not None and before.is_live:
        if not selectors.is_stale(before, locked):
            raise Conflict(
                _("A consultation about this draft is open."),
                _("Wait until it is over, or withdraw it."),
            )
        _withdraw(lock_consultation(before), by)
    newest = locked.consultations.order_by("-number").values_list("number", flat=True).first()
    made = Consultation(version=locked, number=(newest or 0) + 1, prepared_by=by)
    made.save()
    note(AuditAction.CONSULTATION_PREPARED, locked, by, round=made.number)
    earlier = Consultation.objects.filter(version__protocol=locked.protocol_id).exclude(pk=made.pk)
    _carry_over(earlier.order_by("-version__number", "-number").first(), made)
    return made


def _carry_over(before: Consultation | None, made: Consultation) -> None:
    if before is None:
        return
    lanes = {lane.id for lane in selectors.lanes_to_ask(definition_of(made.version))}
    for person in before.people.filter(lane__in=lanes).select_related("user"):
        if person.user is None or (person.user.may_sign_in and can_read_protocols(person.user)):
            AskedPerson(
                consultation=made,
                lane=person.lane,
                name=person.name,
                organisation=person.organisation,
                user=person.user,
            ).save()


@transaction.atomic
def add_person(
    *,
    consultation: Consultation,
    lane: str,
    name: str,
    organisation: str,
    user: User | None,
    by: User,
) -> AskedPerson:
    """Name somebody who is asked for a lane: a `user` of the site, else somebody outside.

    A user of an open consultation is told at once. Conflict when she is asked for this lane already.
    """
    locked = _lock(consultation, by)
    definition = selectors.asked_definition(locked)
    if lane not in {known.id for known in selectors.lanes_to_ask(definition)}:
        raise Conflict(_("This lane is no longer in the flowchart."), _("Choose another lane."))
    same = locked.people.filter(lane=lane)
    if same.filter(user=user, name=name, organisation=organisation).exists() or (
        user is not None and same.filter(user=user).exists()
    ):
        raise Conflict(_("She is named for this lane already."))
    if locked.people.count() >= MAX_PEOPLE:
        raise Conflict(_("At most %(most)d people are asked.") % {"most": MAX_PEOPLE})
    person = AskedPerson(
        consultation=locked, lane=lane, name=name, organisation=organisation, user=user
    )
    person.save()
    note(AuditAction.CONSULTED_ADDED, locked.version, by, lane=lane, outside=user is None)
    if locked.status == ConsultationStatus.OPEN:
        _tell(person)
    return person


@transaction.atomic
def remove_person(*, person: AskedPerson, by: User) -> None:
    """Strike somebody who has not answered; her link opens nothing any more."""
    locked = _lock(person.consultation, by)
    found = locked.people.filter(pk=person.pk).first()
    if found is None:
        return
    if found.answer:
        raise Conflict(_("She has answered: what was answered stays."))
    if locked.status == ConsultationStatus.OPEN and not (
        locked.people.filter(lane=found.lane).exclude(pk=found.pk).exists()
    ):
        raise Conflict(
            _("She is the only one asked for this lane."),
            _("Name somebody else for it first."),
        )
    found.delete()
    note(AuditAction.CONSULTED_REMOVED, locked.version, by, lane=person.lane)


@transaction.atomic
def open_consultation(*, consultation: Consultation, answer_by: date, by: User) -> Consultation:
    """Ask everybody named about the draft as it stands now, until the end of a day.

    Conflict when a lane has nobody, the draft has errors, or the day is past or over a year away.
    """
    version = lock_draft(consultation.version, by)
    locked = lock_consultation(consultation)
    step = CONSULTATION["open"]
    step.check(locked, by)
    _check_day(answer_by)
    definition = definition_of(version)
    if not is_sound(check(definition)):
        raise Conflict(
            _("This flowchart has errors: nobody can agree to it yet."),
            _("Correct what the check found, then open the consultation."),
        )
    _check_people(locked, version)
    locked.status = step.target
    locked.xml, locked.sha256 = bytes(version.xml), version.sha256
    locked.answer_by, locked.opened_at, locked.opened_by = answer_by, timezone.now(), by
    locked.save(update_fields=["status", "xml", "sha256", "answer_by", "opened_at", "opened_by"])
    note(
        AuditAction(step.event),
        version,
        by,
        round=locked.number,
        sha256=locked.sha256,
        answer_by=answer_by.isoformat(),
        people=locked.people.count(),
    )
    for person in locked.people.exclude(user=None).select_related("user"):
        _tell(person)
    return locked


def _check_day(answer_by: date) -> None:
    today = timezone.localdate()
    if not today <= answer_by <= today + LONGEST:
        raise Conflict(
            _("The last day to answer is today or later, and within a year."),
            _("Choose another day."),
        )


def _check_people(consultation: Consultation, version: ProtocolVersion) -> None:
    definition, people = definition_of(version), selectors.people_of(consultation)
    lanes = {lane.id for lane in definition.lanes}
    if any(person.lane not in lanes for person in people):
        raise Conflict(
            _("Somebody is named for a lane that is no longer in the flowchart."),
            _("Strike her, and name her for another lane."),
        )
    if lacking := selectors.lanes_without(definition, people):
        names = ", ".join(in_words(lane.labels) or lane.id for lane in lacking)
        raise Conflict(
            _("Nobody is named for these lanes: %(lanes)s.") % {"lanes": names},
            _("Name at least one person for each lane."),
        )


def _tell(person: AskedPerson) -> None:
    if person.user is not None:
        handle = handle_of(person.pk, entity_id=person.user.entity_id)
        path = reverse("protocols:answer_asked", args=[handle])
        notify(NoticeKind.FLOWCHART_ASKED, path=path, user=person.user)


@transaction.atomic
def issue_link(*, person: AskedPerson, by: User) -> str:
    """Return the token of a new link for somebody outside; the one before opens nothing any more.

    It is nowhere else: only its hash is kept. Conflict unless the consultation is open.
    """
    locked = _lock(person.consultation, by)
    if locked.status != ConsultationStatus.OPEN or selectors.is_over(locked):
        raise Conflict(
            _("There are links only while a consultation is open."),
            _("Open the consultation first."),
        )
    found = locked.people.filter(pk=person.pk, user=None).first()
    if found is None:
        raise Conflict(_("She signs in: she finds it under “Asked of you”."))
    token = new_token()
    found.token_hash, found.link_issued_at = hash_of(token), timezone.now()
    found.save(update_fields=["token_hash", "link_issued_at"])
    note(AuditAction.CONSULTED_LINKED, locked.version, by, lane=found.lane)
    return token


@transaction.atomic
def end_consultation(*, consultation: Consultation, by: User | None) -> Consultation:
    """End it: early when everybody has answered, else after its last day (`by` may be None)."""
    locked = lock_consultation(consultation)
    step = CONSULTATION["end"]
    step.check(locked, by)
    if not selectors.is_over(locked) and locked.people.filter(answer="").exists():
        raise Conflict(
            _("Not everybody has answered."),
            _("Wait for them until the last day, or strike who will not answer."),
        )
    locked.status = step.target
    locked.ended_at = timezone.now()
    locked.save(update_fields=["status", "ended_at"])
    note(AuditAction(step.event), locked.version, by, round=locked.number)
    tell_managers(NoticeKind.CONSULTATION_ENDED, locked.version)
    return locked


@transaction.atomic
def withdraw_consultation(*, consultation: Consultation, by: User) -> Consultation:
    """Take it back: no answer counts, its links open nothing."""
    lock_draft(consultation.version, by)
    return _withdraw(lock_consultation(consultation), by)


def _withdraw(locked: Consultation, by: User) -> Consultation:
    step = CONSULTATION["withdraw"]
    step.check(locked, by)
    locked.status = step.target
    locked.ended_at = timezone.now()
    locked.save(update_fields=["status", "ended_at"])
    note(AuditAction(step.event), locked.version, by, round=locked.number)
    return locked


def _lock(consultation: Consultation, by: User) -> Consultation:
    if not can_consult(by):
        raise PermissionRefused(_("You may not ask others about flowcharts."))
    locked = lock_consultation(consultation)
    if not can_change_people(by, locked):
        raise Conflict(
            _("This consultation is over: whom it asked stays as it is."),
            _("Open a new one to ask others."),
        )
    return locked
