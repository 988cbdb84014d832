"""What is written about her, for her own copy or for an order: to be built within a reveal."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from cases.models import Assessment, Case, Person
from cases.tables.assessments import title_of
from cases.tables.words import label_of, say_value
from questionnaires.answers import answered_sections
from questionnaires.selectors import version_of
from rights.fields import OF_CASE, private_fields
from vault.fields import SealedField
from vault.reading import UNAVAILABLE, read_or_unavailable


@dataclass
class Section:
    """One record: what it is called, its values as (name, label, words), and as they are."""

    name: str
    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, record: models.Model, names: Iterable[str]) -> "Section":
        """Take these fields of the record that say anything."""
        for name in names:
            column: Any = record._meta.get_field(name)
            value = (
                read_or_unavailable(record, name)
                if isinstance(column, SealedField)
                else getattr(record, name)
            )
            if value is None or value in ("", []):
                continue
            self.values[name] = str(value) if isinstance(value, models.Model) else value
            words = _listed(value) if name == "documents" else say_value(column, value)
            self.rows.append((label_of(name), words))
        return self


def _listed(value: Any) -> str:
    papers = value if isinstance(value, list) else [{"": value}]
    return ", ".join(" ".join(str(part) for part in paper.values() if part) for paper in papers)


def sections_of(
    case: Case, person: Person | None, entries: Iterable[models.Model], identity: Iterable[str]
) -> list[Section]:
    """Return all that is hers: of `person` the fields named in `identity`, the case, the entries."""
    found = []
    if person is not None:
        found.append(Section("person", _("Person")).add(person, identity))
    found.append(Section("case", _("Case")).add(case, OF_CASE))
    for entry in entries:
        if isinstance(entry, Assessment):
            found.append(_filled_form(entry))
            continue
        kind = entry._meta.model_name or ""
        title = str(entry._meta.verbose_name)
        titles = {
            "intervention": _("Intervention"),
            "statusentry": _("Status"),
            "consent": _("Consent"),
        }
        section = Section(kind, titles.get(kind, title))
        found.append(section.add(entry, private_fields(type(entry))))  # type: ignore[arg-type]
    return [section for section in found if section.rows]


def _filled_form(assessment: Assessment) -> Section:
    """Return a form that was filled about her: questions and answers; none of a child's form."""
    section = Section("assessment", title_of(assessment))
    form = version_of(assessment.code, assessment.version)
    answers = read_or_unavailable(assessment, "answers")
    if form is not None and form.about_child:
        return section
    if form is None or not isinstance(answers, dict):
        section.rows.append((_("Answers"), str(UNAVAILABLE)))
        return section
    section.values = {"form": assessment.code, "version": assessment.version, "answers": answers}
    section.rows = [row for _legend, rows in answered_sections(form, answers) for row in rows]
    return section


def sections_of_order(case: Case, names: Iterable[str]) -> list[Section]:
    """Return exactly these fields of the case and its person, and nothing else."""
    wanted = set(names)
    of_case = [name for name in OF_CASE if name in wanted]
    found = [Section("case", _("Case")).add(case, of_case)]
    if case.person is not None:
        hers = [name for name in private_fields(Person) if name in wanted]
        found.insert(0, Section("person", _("Person")).add(case.person, hers))
    return [section for section in found if section.rows]


def as_json(sections: Iterable[Section]) -> str:
    """Return the same for machines (GDPR, article 20)."""
    listed = [{"record": section.name, **section.values} for section in sections]
    return json.dumps(listed, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
