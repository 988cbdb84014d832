"""Turns an agreement into what its pages show, in the reader's language."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.handles import handle_of
from entities.models import User
from protocols.agreement import selectors
from protocols.definition import Definition
from protocols.drawing import draw
from protocols.elements import End, Start
from protocols.enums import ConsultationStatus, Verdict, VersionStatus
from protocols.models import AskedPerson, Comment, Consultation, ProtocolVersion
from protocols.outline import OutlineItem, outline
from protocols.selectors import definition_of
from protocols.telling import in_words, name_of

Row = dict[str, Any]
STAGES = {
    ConsultationStatus.PREPARED: "prepared",
    ConsultationStatus.OPEN: "open",
    ConsultationStatus.ENDED: "over",
}
TONES = {
    "": "neutral",
    Verdict.YES: "good",
    Verdict.RESERVATION: "warn",
    Verdict.NO: "bad",
}


def agreement_facts(version: ProtocolVersion, consultation: Consultation | None) -> list[Any]:
    """Return how the agreement of a version stands, as pairs of label and value."""
    facts = [(_("Fingerprint of the file (SHA-256)"), version.sha256)]
    if consultation is not None and consultation.opened_at is not None:
        facts += [
            (_("Asked on"), date_format(consultation.opened_at)),
            (_("Asked by"), consultation.opened_by.name if consultation.opened_by else ""),
            (_("Answers until"), _day(consultation.answer_by)),
        ]
    if version.published_at is not None and version.published_by is not None:
        if consultation is None:
            facts.append((_("Agreement"), _("Put in force without a consultation (demo)")))
        facts += [
            (_("Approved by"), version.published_by.name),
            (_("Approved on"), date_format(version.published_at)),
            (_("In force from"), _day(version.in_force_from)),
            (_("To be reviewed on"), _day(version.review_on)),
        ]
    return facts


def _day(day: date | None) -> str:
    return date_format(day) if day else ""


def lane_rows(definition: Definition, people: Iterable[AskedPerson], reader: User) -> list[Row]:
    """Return the lanes with who is asked for each, what she answered and commented."""
    people = list(people)
    ids = [lane.id for lane in selectors.lanes_to_ask(definition)]
    gone = sorted({person.lane for person in people} - set(ids))
    names = {lane.id: in_words(lane.labels) or lane.id for lane in definition.lanes}
    return [
        {
            "name": names.get(lane, lane),
            "is_gone": lane in gone,
            "people": [
                person_row(definition, person, reader) for person in people if person.lane == lane
            ],
        }
        for lane in [*ids, *gone]
    ]


def person_row(definition: Definition, person: AskedPerson, reader: User) -> Row:
    """Return somebody asked with her answer and her comments."""
    handle = handle_of(person.pk, entity_id=reader.entity_id)
    return {
        "name": person.name,
        "organisation": person.organisation,
        "meta": " · ".join(_meta(person)),
        "handle": handle,
        "is_outside": person.user_id is None,
        "link_issued_at": person.link_issued_at,
        "answer": Verdict(person.answer).label if person.answer else _("No answer yet"),
        "has_answered": bool(person.answer),
        "tone": TONES[person.answer],
        "answered_at": person.answered_at,
        "words": person.words,
        "settlement": person.settlement,
        "settled_by": person.settled_by.name if person.settled_by else "",
        "comments": comment_rows(definition, person, reader),
    }


def _meta(person: AskedPerson) -> Iterator[str]:
    """Tell for whom she works, when she answered, and how she comes in."""
    if person.organisation:
        yield person.organisation
    if person.answered_at:
        yield _moment(person.answered_at)
    if person.user_id is None and person.link_issued_at:
        yield _("by a link made on %(when)s") % {"when": _moment(person.link_issued_at)}
    elif person.user_id is None:
        yield _("by a link, not made yet")


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def comment_rows(definition: Definition, person: AskedPerson, reader: User) -> list[Row]:
    """Return the comments of one person, the one on the whole first."""
    return [
        {
            "handle": handle_of(comment.pk, entity_id=reader.entity_id),
            "on": _on(definition, comment),
            "words": comment.words,
            "settlement": comment.settlement,
            "settled_by": comment.settled_by.name if comment.settled_by else "",
        }
        for comment in person.comments.all()
    ]


def _on(definition: Definition, comment: Comment) -> str:
    return name_of(definition, comment.element) if comment.element else _("The whole flowchart")


def step_rows(definition: Definition, people: Iterable[AskedPerson]) -> list[Row]:
    """Return what was said of each step, in the order of the flowchart."""
    said: dict[str, list[Row]] = {}
    lanes = {lane.id: in_words(lane.labels) or lane.id for lane in definition.lanes}
    for person in people:
        for comment in person.comments.all():
            said.setdefault(comment.element, []).append(
                {
                    "who": person.name,
                    "lane": lanes.get(person.lane, person.lane),
                    "words": comment.words,
                    "settlement": comment.settlement,
                }
            )
    items = outline(definition, language=get_language() or "es")
    rows = [
        {"title": f"{item.number}. {item.title}", "comments": said[item.element]}
        for item in items
        if item.element in said
    ]
    whole = [{"title": _("The whole flowchart"), "comments": said[""]}] if "" in said else []
    return whole + rows


def tally(people: Iterable[AskedPerson]) -> list[tuple[str, int]]:
    """Return how many were asked, have answered, and said what."""
    given = [person.answer for person in people]
    return [
        (_("People asked"), len(given)),
        (_("Have answered"), sum(bool(answer) for answer in given)),
        *((str(verdict.label), given.count(verdict)) for verdict in Verdict),
    ]


def items_to_comment(definition: Definition) -> list[OutlineItem]:
    """Return what can be commented on: everything between the start and the ends."""
    return [
        item
        for item in outline(definition, language=get_language() or "es")
        if not isinstance(definition.nodes[item.element], Start | End)
    ]


def lane_title(definition: Definition, lane: str) -> str:
    """Return the name of a lane as the outline tells it."""
    items = outline(definition, language=get_language() or "es")
    nodes = definition.nodes
    found = (item.lane for item in items if nodes[item.element].lane == lane)
    return next(found, "") or lane_name(definition, lane)


def lane_name(definition: Definition, lane: str) -> str:
    """Return the name of a lane; its id where it is gone."""
    known = next((one for one in definition.lanes if one.id == lane), None)
    return in_words(known.labels) or lane if known else lane


def asked_page(person: AskedPerson, definition: Definition) -> Row:
    """Return what somebody asked sees: the flowchart, for which lane, and until when."""
    language = get_language() or "es"
    consultation = person.consultation
    return {
        "title": in_words(definition.labels),
        "closed": selectors.why_closed(consultation),
        "facts": [
            (_("Who is asked"), person.name),
            (_("You answer for"), lane_name(definition, person.lane)),
            (_("Answers until"), _day(consultation.answer_by)),
            (_("Your answer"), _answer(person)),
        ],
        "drawing": draw(definition, language=language),
        "items": outline(definition, language=language),
    }


def _answer(person: AskedPerson) -> str:
    if not person.answer or person.answered_at is None:
        return _("No answer yet")
    told = _("%(answer)s, on %(day)s") % {
        "answer": Verdict(person.answer).label,
        "day": date_format(person.answered_at),
    }
    return f"{told}\n{person.words}" if person.words else told


def asked_rows(people: Iterable[AskedPerson], reader: User) -> list[Row]:
    """Return a row for each question to this person."""
    return [_asked_row(person, reader) for person in people]


def _asked_row(person: AskedPerson, reader: User) -> Row:
    definition = selectors.asked_definition(person.consultation)
    is_closed = bool(selectors.why_closed(person.consultation))
    return {
        "title": in_words(definition.labels),
        "url": reverse(
            "protocols:answer_asked", args=[handle_of(person.pk, entity_id=reader.entity_id)]
        ),
        "lane": lane_name(definition, person.lane),
        "answer_by": person.consultation.answer_by,
        "state": _("Over") if is_closed else _("Still open"),
        "answer": Verdict(person.answer).label if person.answer else _("No answer yet"),
        "tone": TONES[person.answer],
    }


def stage(version: ProtocolVersion, consultation: Consultation | None) -> str:
    """Return where the agreement stands: one word for the template to choose by."""
    if version.status != VersionStatus.DRAFT:
        return "published"
    if consultation is None:
        return "none"
    if selectors.is_stale(consultation, version):
        return "stale"
    if consultation.status == ConsultationStatus.OPEN and selectors.is_over(consultation):
        return "over"
    return STAGES[ConsultationStatus(consultation.status)]


def agreement_page(
    version: ProtocolVersion, consultation: Consultation | None, reader: User
) -> Row:
    """Return the context of the page about the agreement of a version."""
    page: Row = {
        "version": version,
        "slug": version.protocol.slug,
        "number": version.number,
        "title": in_words(definition_of(version).labels),
        "stage": stage(version, consultation),
        "status": VersionStatus(version.status),
        "facts": agreement_facts(version, consultation),
        "tally": [],
    }
    if consultation is None:
        return page
    definition = selectors.asked_definition(consultation)
    people = selectors.people_of(consultation)
    lacking = selectors.lanes_without(definition, people) if consultation.is_live else []
    return page | {
        "tally": tally(people) if consultation.opened_at else [],
        "lanes": lane_rows(definition, people, reader),
        "steps": step_rows(definition, people),
        "lacking": [in_words(lane.labels) or lane.id for lane in lacking],
        "all_answered": all(person.answer for person in people),
        "answer_by": consultation.answer_by,
    }
