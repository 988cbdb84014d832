"""What columns are called and how their values are said."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.coded import KnownCode, KnownCodes
from cases.enums import CaseStatus
from cases.models import Child, Person
from core import vocabularies
from core.languages import language_name
from entities.models import User

LABELS: dict[str, str | Promise] = {
    "detection_channel": gettext_lazy("How we learned of her"),
    "territory": gettext_lazy("Where she is, roughly"),
    "age_band": gettext_lazy("Age, roughly"),
    "adult_on": gettext_lazy("Turns 18 in"),
    "gender": gettext_lazy("Gender"),
    "languages": gettext_lazy("Languages"),
    "interpreter_needed": gettext_lazy("Needs an interpreter"),
    "migration_status": gettext_lazy("Residence situation"),
    "children_count": gettext_lazy("Children who depend on her"),
    "exploitation_types": gettext_lazy("Kinds of exploitation"),
    "risk_level": gettext_lazy("Risk"),
    "victim_status": gettext_lazy("Detection and identification"),
    "otsh_class": gettext_lazy("OTSH class"),
    "status": gettext_lazy("Status"),
    "summary": gettext_lazy("In a few words"),
    "needs": gettext_lazy("Needs"),
    "narrative": gettext_lazy("What happened, as she tells it"),
    "health": gettext_lazy("Health"),
    "trafficking_history": gettext_lazy("Recruitment, journey and exploitation"),
    "lead_worker": gettext_lazy("Who leads the case"),
    "opened_on": gettext_lazy("Opened on"),
    "owner_entity": gettext_lazy("Responsible entity"),
    "person": gettext_lazy("Person"),
    "closed_at": gettext_lazy("Closed on"),
    "closed_by": gettext_lazy("Closed by"),
    "closure_reason": gettext_lazy("Reason of closing"),
    "name_used": gettext_lazy("Name she uses"),
    "telephone": gettext_lazy("Telephone"),
    "channel": gettext_lazy("How"),
    "safe_hours": gettext_lazy("Safe hours"),
    "who_may_answer": gettext_lazy("Who else may answer"),
    "code_word": gettext_lazy("Word to say"),
    "phone_watched": gettext_lazy("Somebody else sees her telephone"),
    "legal_name": gettext_lazy("Legal name"),
    "birth_date": gettext_lazy("Birth date"),
    "documents": gettext_lazy("Documents"),
    "lives_with": gettext_lazy("Lives with"),
    "is_beneficiary": gettext_lazy("Receives help in her or his own right"),
    "must_not_learn": gettext_lazy("Who must not be told what"),
    "happened_on": gettext_lazy("Day"),
    "service_type": gettext_lazy("Kind of help"),
    "place": gettext_lazy("Kind of place"),
    "minutes": gettext_lazy("Minutes"),
    "units": gettext_lazy("Units"),
    "interpreter_mode": gettext_lazy("Interpreter"),
    "child": gettext_lazy("Child"),
    "note": gettext_lazy("Note"),
    "decided_on": gettext_lazy("Day of the decision"),
    "decided_by_kind": gettext_lazy("Who decided"),
    "country": gettext_lazy("Country whose rules apply"),
    "purpose": gettext_lazy("What she was asked"),
    "recipient_entity": gettext_lazy("For which entity"),
    "recipient_kind": gettext_lazy("For which kind of entity"),
    "parts": gettext_lazy("What may be shared"),
    "asked_on": gettext_lazy("Day"),
    "valid_until": gettext_lazy("Until"),
    "language": gettext_lazy("Language"),
    "how_given": gettext_lazy("How she answered"),
    "text_version": gettext_lazy("Version of the text"),
    "explained_back": gettext_lazy("She said what it means"),
    "interpreter_code": gettext_lazy("Interpreter's code"),
    "interpreter_her_choice": gettext_lazy("Interpreter was her choice"),
    "interpreter_no_ties": gettext_lazy("Interpreter has no ties to her circle"),
    "withdrawn_at": gettext_lazy("Withdrawn on"),
    "withdrawn_by": gettext_lazy("Withdrawal recorded by"),
    "answers": gettext_lazy("Answers"),
    "finished_at": gettext_lazy("Finished on"),
    "struck_at": gettext_lazy("Struck out on"),
    "struck_by": gettext_lazy("Struck out by"),
    "strike_reason": gettext_lazy("Why it does not count"),
}

STATUS_TONES = {
    CaseStatus.INTAKE: "info",
    CaseStatus.ACTIVE: "good",
    CaseStatus.ON_HOLD: "warn",
    CaseStatus.FOLLOW_UP: "info",
}


def label_of(name: str) -> str:
    """Return what a column is called."""
    return str(LABELS.get(name, name.replace("_", " ")))


def name_for(reader: User, person: User) -> str:
    """Return the name of a colleague; of people elsewhere only their entity's."""
    return person.name if person.entity_id == reader.entity_id else str(person.entity)


def say(record: models.Model, name: str) -> str:
    """Return the value of a plain column in words; nothing for one that was not recorded."""
    field = record._meta.get_field(name)
    return say_value(field, getattr(record, name))


def say_value(field: Any, value: Any) -> str:
    """Return one value of a column in words."""
    if value is None or value in ("", []):
        return ""
    if (coded := _coded(field)) is not None:
        return ", ".join(coded(code) for code in (value if isinstance(value, list) else [value]))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Person | Child):
        return _("recorded")  # a reference of the house would be the same for every reader
    if isinstance(value, date):
        return _say_moment(field, value)
    return str(dict(field.flatchoices or ()).get(value, value))


def _say_moment(field: Any, value: date) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return date_format(value, "YEAR_MONTH_FORMAT" if field.name == "adult_on" else "DATE_FORMAT")


def _coded(field: Any) -> Callable[[str], str] | None:
    vocabulary = next(
        (v.vocabulary for v in field.validators if isinstance(v, KnownCode | KnownCodes)), None
    )
    if vocabulary is None:
        return None
    if vocabulary == "language":
        return language_name
    return lambda code: vocabularies.label(vocabulary, code)


def status_of(status: str) -> tuple[str, str]:
    """Return (label, tone) of a case status."""
    return vocabularies.label("case_status", status), STATUS_TONES.get(
        CaseStatus(status), "neutral"
    )
