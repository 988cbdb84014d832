"""The record of an agreement, as it is printed and filed."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from entities.models import User
from protocols.adoption.permissions import NOT_ADOPTED, can_read_adoptions
from protocols.adoption.tables import adoption_page
from protocols.agreement import selectors, tables
from protocols.drawing import draw
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from protocols.outline import outline
from protocols.selectors import definition_of
from protocols.sheets import sheets_of
from protocols.telling import in_words


def record_of(version: ProtocolVersion, reader: User, *, language: str) -> dict[str, Any]:
    """Return the context of the record: what was agreed, who was asked, who said what.

    Of a draft it tells how far the agreement has come. Who adopted the version, and what is
    missing, stands in it for those who may read that.
    """
    consultation = selectors.consultation_of(version)
    is_draft = version.status == VersionStatus.DRAFT
    # A draft that was changed since is recorded as it was when it was asked about.
    definition = (
        selectors.asked_definition(consultation)
        if consultation is not None and is_draft
        else definition_of(version)
    )
    people = selectors.people_of(consultation) if consultation else []
    record: dict[str, Any] = {
        "language": language,
        "title": in_words(definition.labels),
        "subtitle": _("Version %(number)d") % {"number": version.number},
        "status": VersionStatus(version.status).label,
        "is_draft": is_draft,
        "is_stale": consultation is not None and selectors.is_stale(consultation, version),
        "facts": tables.agreement_facts(version, consultation),
        "tally": tables.tally(people),
        "lanes": _lanes(tables.lane_rows(definition, people, reader)),
        "steps": [item for item in outline(definition, language=language) if item.is_step],
        "said": tables.step_rows(definition, people),
        "sheets": sheets_of(draw(definition, language=language)),
        "printed_at": timezone.now(),
    }
    if version.status not in NOT_ADOPTED and can_read_adoptions(reader):
        adopted = adoption_page(version, reader)
        record |= {"adopting": adopted["lanes"], "gaps": adopted["gaps"]}
    return record


def _lanes(rows: list[tables.Row]) -> list[tables.Row]:
    return [row for row in rows if row["people"]]
