"""Reads consultations: who was asked, what she answered, and what a version still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import NotVisible
from core.handles import handle_of, read_handle
from entities.invitations import hash_of
from entities.models import User
from entities.selectors import active_people_who_may
from protocols.agreement.permissions import can_consult, is_second_person
from protocols.checker import check, is_sound
from protocols.definition import Definition
from protocols.elements import Lane
from protocols.enums import ConsultationStatus, Verdict
from protocols.models import AskedPerson, Comment, Consultation, ProtocolVersion
from protocols.parser import parse
from protocols.permissions import READERS
from protocols.selectors import definition_of, version_for
from protocols.telling import in_words
from protocols.tryout.selectors import run_examples

PERSON = "person"
C = ConsultationStatus
AGREEING = (Verdict.YES, Verdict.RESERVATION)


def version_to_manage(user: User, slug: str, number: int) -> ProtocolVersion:
    """Return a version by its address for somebody who may consult on it, else NotVisible."""
    if not can_consult(user):
        raise NotVisible
    return version_for(user, slug, number)


def consultation_of(version: ProtocolVersion) -> Consultation | None:
    """Return the newest consultation about a version that was not withdrawn, if any."""
    rows = version.consultations.exclude(status=C.WITHDRAWN)
    return rows.select_related("opened_by").order_by("-number").first()


def asked_until(version: ProtocolVersion) -> date | None:
    """Return the last day of the consultation that a change of this draft would make void."""
    rows = version.consultations.filter(status=C.OPEN, sha256=version.sha256)
    return rows.values_list("answer_by", flat=True).first()


def live_consultation(version: ProtocolVersion) -> Consultation:
    """Return the consultation that is being prepared or open; NotVisible without one."""
    consultation = consultation_of(version)
    if consultation is None or not consultation.is_live:
        raise NotVisible
    return consultation


def people_of(consultation: Consultation) -> list[AskedPerson]:
    """Return who is asked, by lane and name, each with her comments."""
    people = consultation.people.select_related("user__entity", "settled_by")
    comments = Comment.objects.select_related("settled_by")
    return list(people.prefetch_related(Prefetch("comments", comments)))


def asked_by_token(token: str) -> AskedPerson | None:
    """Return whose link this is, whatever became of the consultation; None for nobody's."""
    rows = AskedPerson.objects.select_related("consultation__version__protocol", "user")
    return rows.filter(token_hash=hash_of(token)).first() if token else None


def asked_of(user: User) -> QuerySet[AskedPerson]:
    """Return what this person is or was asked, the newest first."""
    rows = AskedPerson.objects.select_related("consultation__version__protocol", "user")
    opened = rows.filter(user=user, consultation__opened_at__isnull=False)
    return opened.exclude(consultation__status=C.WITHDRAWN).order_by("-consultation__opened_at")


def asked_for(user: User, handle: str) -> AskedPerson:
    """Return one question to this person by its handle; NotVisible when it is not hers."""
    found = asked_of(user).filter(pk=read_handle(handle, entity_id=user.entity_id)).first()
    if found is None:
        raise NotVisible
    return found


def saves_of(person: AskedPerson) -> int:
    """Return how often somebody asked has saved by now; 0 when she was struck."""
    rows = AskedPerson.objects.filter(pk=person.pk)
    return rows.values_list("saves", flat=True).first() or 0


def unanswered(user: User) -> int:
    """Return how many answers this person still owes."""
    today = timezone.localdate()
    owed = asked_of(user).filter(answer="", consultation__status=C.OPEN)
    return owed.filter(consultation__answer_by__gte=today).count()


def person_in(consultation: Consultation, user: User, handle: str) -> AskedPerson:
    """Return somebody asked by the handle a manager has for her; NotVisible otherwise."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    found = consultation.people.select_related("consultation__version").filter(pk=wanted).first()
    if found is None:
        raise NotVisible
    return found


def comment_in(consultation: Consultation, user: User, handle: str) -> Comment:
    """Return a comment by the handle a manager has for it; NotVisible otherwise."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    rows = Comment.objects.select_related("person__consultation__version")
    found = rows.filter(person__consultation=consultation, pk=wanted).first()
    if found is None:
        raise NotVisible
    return found


def people_to_ask(reader: User) -> dict[str, User]:
    """Return the active people who may read flowcharts, by the handle the reader has for each."""
    ids = {pk for may in READERS for pk in active_people_who_may(may).values_list("pk", flat=True)}
    people = User.objects.filter(pk__in=ids, suspended_at=None).select_related("entity")
    return {
        handle_of(person.pk, entity_id=reader.entity_id): person
        for person in people.order_by("name", "entity__name")
    }


def asked_definition(consultation: Consultation) -> Definition:
    """Return the flowchart that is asked about: of its own file once it was opened."""
    if consultation.xml is None:
        return definition_of(consultation.version)
    return parse(bytes(consultation.xml))


def lanes_to_ask(definition: Definition) -> list[Lane]:
    """Return the lanes that somebody answers for: all but those of the woman herself."""
    return [lane for lane in definition.lanes if set(lane.entity_kinds) != {PERSON}]


def lanes_without(definition: Definition, people: Iterable[AskedPerson]) -> list[Lane]:
    """Return the lanes for which nobody was named."""
    named = {person.lane for person in people}
    return [lane for lane in lanes_to_ask(definition) if lane.id not in named]


def is_stale(consultation: Consultation, version: ProtocolVersion) -> bool:
    """Say whether the draft has changed since the consultation was opened."""
    return consultation.sha256 not in ("", version.sha256)


def is_over(consultation: Consultation, today: date | None = None) -> bool:
    """Say whether no more answers are taken: it was ended, or its last day has passed."""
    if consultation.status != C.OPEN:
        return consultation.status == C.ENDED
    return consultation.answer_by is not None and consultation.answer_by < (
        today or timezone.localdate()
    )


def why_closed(consultation: Consultation) -> str:
    """Say why no answer is taken (any more); "" while one is."""
    if consultation.status == C.OPEN and is_stale(consultation, consultation.version):
        return _("The flowchart has been changed since you were asked. You will be asked anew.")
    if consultation.status == C.OPEN and not is_over(consultation):
        return ""
    return _("This consultation is over: answers can no longer be given or changed.")


@dataclass(frozen=True)
class Hindrance:
    """Why a version cannot be approved yet, and what to do about it."""

    code: str
    explanation: str
    advice: str


def authors_of(version: ProtocolVersion) -> frozenset[UUID]:
    """Return everybody who ever saved a state of this draft."""
    saved = version.revisions.exclude(saved_by=None).values_list("saved_by", flat=True)
    return frozenset([*version.authors.values_list("pk", flat=True), *saved])


def hindrances(
    version: ProtocolVersion, consultation: Consultation | None, user: User
) -> list[Hindrance]:
    """Return everything that keeps this person from approving this draft now."""
    found = []
    if not is_second_person(user, authors=authors_of(version), consultation=consultation):
        found.append(
            Hindrance(
                "self_approved",
                _("You wrote this draft or opened its consultation: somebody else approves it."),
                _("Ask another protocol manager, who has not changed this draft."),
            )
        )
    definition = definition_of(version)
    if not is_sound(check(definition)):
        found.append(
            Hindrance(
                "unsound",
                _("This flowchart has errors and cannot be published."),
                _("Correct what the checker found, then publish it."),
            )
        )
    elif not all(tried.outcome.holds for tried in run_examples(version)):
        found.append(
            Hindrance(
                "examples",
                _("Example cases take another path than the one expected."),
                _("Correct the flowchart or these example cases, then publish it."),
            )
        )
    return found + _unagreed(version, consultation, definition)


def _unagreed(
    version: ProtocolVersion, consultation: Consultation | None, definition: Definition
) -> list[Hindrance]:
    if consultation is None or consultation.status == C.PREPARED:
        return [
            Hindrance(
                "unagreed",
                _("The lanes have not been asked about this draft."),
                _("Open a consultation with somebody for each lane."),
            )
        ]
    if is_stale(consultation, version):
        return [
            Hindrance(
                "unagreed",
                _("The draft was changed after the consultation: its answers no longer count."),
                _("Open a new consultation; the people are carried over."),
            )
        ]
    if not is_over(consultation):
        return [
            Hindrance(
                "unagreed",
                _("The consultation is still open."),
                _("Wait for its last day, or end it once everybody has answered."),
            )
        ]
    return _missing_answers(definition, people_of(consultation))


def _missing_answers(definition: Definition, people: list[AskedPerson]) -> list[Hindrance]:
    agreed = {person.lane for person in people if person.answer in AGREEING}
    silent = [lane for lane in lanes_to_ask(definition) if lane.id not in agreed]
    found = []
    if silent:
        lanes = ", ".join(in_words(lane.labels) or lane.id for lane in silent)
        found.append(
            Hindrance(
                "unagreed",
                _("Nobody has agreed for these lanes: %(lanes)s.") % {"lanes": lanes},
                _("Open a new consultation, or change the draft so that they can agree."),
            )
        )
    if any(person.answer == Verdict.NO and not person.is_settled for person in people):
        found.append(
            Hindrance(
                "unagreed",
                _("Somebody said no and was not answered."),
                _("Answer her reason, or change the draft and ask again."),
            )
        )
    return found


def has_objections(people: Iterable[AskedPerson]) -> bool:
    """Say whether somebody has a reservation or said no: the second person reads them first."""
    return any(person.answer in (Verdict.RESERVATION, Verdict.NO) for person in people)
