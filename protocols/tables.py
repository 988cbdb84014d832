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
from protocols.fault_ways import mark_way, tell_way
from protocols.findings import Finding, Severity
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


def version_page(
    version: ProtocolVersion, definition: Definition, language: str, *, finding: str = ""
) -> dict[str, Any]:
    """Return the context of a version's page; `finding` is the number of one to draw the way to."""
    found = check(definition) if version.status == VersionStatus.DRAFT else None
    shown = _shown(found or [], finding)
    marks = mark_way(definition, shown) if shown else {}
    items = outline(definition, language=language, marks=marks)
    return {
        "title": pick_language(definition.labels),
        "subtitle": _("Version %(number)d") % {"number": version.number},
        "status": VersionStatus(version.status).label,
        "tone": TONES[VersionStatus(version.status)],
        "drawing": draw(definition, language=language, marks=marks),
        "fault": _fault(definition, shown) if shown else None,
        "items": items,
        "steps": [item for item in items if item.is_step],
        "facts": _facts(version, definition),
        "findings": _findings(definition, found) if found is not None else None,
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


def _shown(findings: list[Finding], number: str) -> Finding | None:
    """Return the finding of this number, if there is one and a way leads to it."""
    ways = {str(place): one for place, one in enumerate(findings, start=1) if one.path}
    return ways.get(number)


def _fault(definition: Definition, finding: Finding) -> dict[str, Any]:
    return {
        "where": _where(definition, finding.element),
        "message": finding.message,
        "moves": tell_way(definition, finding),
    }


def _findings(definition: Definition, findings: list[Finding]) -> list[dict[str, str]]:
    """Return what the check says of a draft; those with a way lead to its drawing."""
    return [
        {
            "severity": _("Error") if finding.severity is Severity.ERROR else _("Warning"),
            "tone": "bad" if finding.severity is Severity.ERROR else "warn",
            "where": _where(definition, finding.element),
            "message": finding.message,
            "way_url": way_url(number) if finding.path else "",
        }
        for number, finding in enumerate(findings, start=1)
    ]


def way_url(number: int, page: str = "") -> str:
    """Return where the way to a finding is drawn; `page` is the address of the version's page."""
    return f"{page}?finding={number}#way"


def _where(definition: Definition, element: str) -> str:
    lanes = {lane.id: lane for lane in definition.lanes}
    known = lanes.get(element) or definition.nodes.get(element) or definition.flows.get(element)
    label = say(known.labels, get_language() or "es") if known else ""
    return f"{label} ({element})" if label else element
