"""Turns versions and definitions into what the pages show, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.vocabularies import pick_language
from protocols.checker import check
from protocols.definition import Definition, say
from protocols.drawing import draw
from protocols.enums import VersionStatus
from protocols.findings import Severity
from protocols.models import ProtocolVersion
from protocols.outline import outline
from protocols.selectors import definition_of

TONES = {
    VersionStatus.DRAFT: "neutral",
    VersionStatus.AGREED: "info",
    VersionStatus.CURRENT: "good",
    VersionStatus.RETIRED: "warn",
}


def version_rows(versions: Iterable[ProtocolVersion]) -> list[dict[str, Any]]:
    """Return a row for each version."""
    return [_row(version, definition_of(version)) for version in versions]


def _row(version: ProtocolVersion, definition: Definition) -> dict[str, Any]:
    return {
        "title": pick_language(definition.labels),
        "url": version.get_absolute_url(),
        "number": version.number,
        "country": definition.country,
        "status": VersionStatus(version.status).label,
        "tone": TONES[VersionStatus(version.status)],
        "in_force_from": version.in_force_from,
        "is_due_for_review": is_due_for_review(version),
        "lanes": [pick_language(lane.labels) for lane in definition.lanes],
        "steps": len(definition.steps),
    }


def is_due_for_review(version: ProtocolVersion) -> bool:
    """Say whether the day has come to look at a version in force anew."""
    return (
        version.status == VersionStatus.CURRENT
        and version.review_on is not None
        and version.review_on <= timezone.localdate()
    )


def version_page(version: ProtocolVersion, definition: Definition, language: str) -> dict[str, Any]:
    """Return the context of a version's page."""
    items = outline(definition, language=language)
    return {
        "title": pick_language(definition.labels),
        "subtitle": _("Version %(number)d") % {"number": version.number},
        "status": VersionStatus(version.status).label,
        "tone": TONES[VersionStatus(version.status)],
        "drawing": draw(definition, language=language),
        "items": items,
        "steps": [item for item in items if item.is_step],
        "facts": _facts(version, definition),
        "findings": _findings(version, definition),
        "sources": [pick_language(source) for source in definition.sources.values()],
    }


def _facts(version: ProtocolVersion, definition: Definition) -> list[tuple[str, str]]:
    in_force = date_format(version.in_force_from) if version.in_force_from else ""
    return [
        (_("Takes part"), ", ".join(pick_language(lane.labels) for lane in definition.lanes)),
        (_("In force from"), in_force or _("Not yet in force")),
        *([(_("To be reviewed on"), date_format(version.review_on))] if version.review_on else []),
        (_("Country"), definition.country),
        (_("Fingerprint of the file (SHA-256)"), version.sha256),
    ]


def _findings(version: ProtocolVersion, definition: Definition) -> list[dict[str, str]] | None:
    """Return what the check says of a draft; None for a version that was sound when published."""
    if version.status != VersionStatus.DRAFT:
        return None
    return [
        {
            "severity": _("Error") if finding.severity is Severity.ERROR else _("Warning"),
            "tone": "bad" if finding.severity is Severity.ERROR else "warn",
            "where": _where(definition, finding.element),
            "message": finding.message,
        }
        for finding in check(definition)
    ]


def _where(definition: Definition, element: str) -> str:
    lanes = {lane.id: lane for lane in definition.lanes}
    known = lanes.get(element) or definition.nodes.get(element) or definition.flows.get(element)
    label = say(known.labels, get_language() or "es") if known else ""
    return f"{label} ({element})" if label else element
