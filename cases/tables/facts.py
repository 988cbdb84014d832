"""The case page's facts and texts, and the rows of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.disclosure import PART_OF, sees_text
from cases.models import Case, Child
from cases.tables.timeline import Reader
from cases.tables.words import label_of, say, status_of
from core import vocabularies
from entities.models import User
from vault.fields import sealed_fields
from vault.reading import read_or_unavailable

_FACTS = (
    "risk_level", "age_band", "adult_on", "gender", "languages", "interpreter_needed",
    "children_count", "exploitation_types", "migration_status", "territory", "detection_channel",
    "victim_status", "otsh_class",
)  # fmt: skip
_CHILD = ("age_band", "adult_on", "gender", "lives_with", "needs", "must_not_learn")
_TEXTS = ("summary", "needs", "narrative", "trafficking_history", "health")


@dataclass(frozen=True)
class CaseRow:
    """One case of the list: nothing sealed."""

    code: str
    status: str
    tone: str
    risk: str
    meta: str
    opened_on: date


def case_rows(cases: Iterable[Case], codes: dict[UUID, str], user: User) -> list[CaseRow]:
    """Return the rows of the list, by the reader's own codes."""
    return [_case_row(case, codes[case.pk], user) for case in cases]


def _case_row(case: Case, code: str, user: User) -> CaseRow:
    status, tone = status_of(case.status)
    owner = "" if case.owner_entity_id == user.entity_id else case.owner_entity.name
    lead = case.lead_worker.name if case.lead_worker and not owner else ""
    known = case.age_band if case.age_band != "unknown" else ""
    age = vocabularies.label("age_band", known) if known else ""
    return CaseRow(
        code=code,
        status=status,
        tone=tone,
        risk=_("Risk: %(level)s") % {"level": say(case, "risk_level").lower()},
        meta=" · ".join(part for part in (owner or lead, age) if part),
        opened_on=case.opened_on,
    )


def fact_rows(case: Case, parts: frozenset[str]) -> list[tuple[str, str]]:
    """Return (label, value) of the coded facts whose part is open."""
    return [(label_of(name), say(case, name)) for name in _FACTS if PART_OF[name] in parts]


def standing_rows(case: Case, user: User) -> list[tuple[str, str]]:
    """Return (label, value) of who answers for the case and since when it is open.

    Who leads it is told to her own entity only.
    """
    names = ["owner_entity", "opened_on", "closed_at", "closure_reason"]
    if case.owner_entity_id == user.entity_id:
        names.insert(1, "lead_worker")
    return [(label_of(name), text) for name in names if (text := say(case, name))]


def split_empty(rows: Iterable[tuple[str, Any]]) -> tuple[list[tuple[str, Any]], str]:
    """Return the rows that say something, and the labels of the others in one line."""
    told = [(label, value) for label, value in rows if value]
    return told, ", ".join(label for label, value in rows if not value)


def changed_rows(case: Case, names: Iterable[str]) -> list[tuple[str, Any]]:
    """Return (label, value) of these columns as they stand now: callers have recorded it."""
    sealed = {field.name for field in sealed_fields(Case)}
    return [
        (label_of(name), getattr(case, name) if name in sealed else say(case, name))
        for name in sorted(names)
    ]


def text_rows(case: Case, parts: frozenset[str], user: User) -> list[tuple[str, Any]]:
    """Return (label, text) of the sealed texts whose part is open: callers have recorded it."""
    return [
        (label_of(name), read_or_unavailable(case, name, by=user, case=case.pk))
        for name in _TEXTS
        if PART_OF[name] in parts
    ]


@dataclass(frozen=True)
class ChildRow:
    """A child on the case page."""

    handle: str
    facts: list[tuple[str, Any]]
    struck: str
    can_edit: bool
    history_url: str


def child_rows(reader: Reader, children: Iterable[Child]) -> list[ChildRow]:
    """Return the children with their facts and what is open of their texts: the reading was
    recorded."""
    return [
        ChildRow(
            handle=reader.handle(child),
            facts=[
                (label_of(name), value)
                for name in _CHILD
                if (value := _child_value(reader, child, name))
            ],
            struck=say(child, "strike_reason"),
            can_edit=reader.can_work
            and child.struck_at is None
            and child.entity_id == reader.user.entity_id,
            history_url=reader.url("entry_history", "child", reader.handle(child))
            if reader.sees_case
            else "",
        )
        for child in children
    ]


def _child_value(reader: Reader, child: Child, name: str) -> Any:
    if name not in {field.name for field in sealed_fields(Child)}:
        return say(child, name)
    if not sees_text(name, child, reader.case, reader.user.entity, reader.parts):
        return ""
    return read_or_unavailable(child, name, by=reader.user, case=child.case_id)


def no_cases_text(*, filtered: bool) -> str:
    """Return what an empty list says."""
    if filtered:
        return _("No case answers to this. Clear the filter to see all of yours.")
    return _("There is no case here yet. Open the first one when you meet somebody.")
