"""Turns two states of a flowchart into what a page shows of their differences."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from protocols.definition import Definition
from protocols.differences.comparing import Change
from protocols.differences.marking import mark_both
from protocols.differences.words import Told, tell_differences
from protocols.drawing import draw
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from protocols.selectors import definition_of

Row = dict[str, Any]


def comparison(before: Definition, after: Definition, language: str) -> Row:
    """Return what `protocols/_comparison.html` shows as `compared`: words, and both drawings.

    Whoever calls it says which states they are, in `before_name` and `after_name`.
    """
    told = tell_differences(before, after)
    earlier, later = mark_both(before, after)
    # Two drawings on one page: the ids in them must differ.
    left, right = replace(before, id=f"{before.id}_before"), replace(after, id=f"{after.id}_after")
    return {
        "groups": _groups(told),
        "before_drawing": draw(left, language=language, marks=earlier),
        "after_drawing": draw(right, language=language, marks=later),
    }


def _groups(told: list[Told]) -> list[Row]:
    titles = {
        Change.NEW: (_("New"), "good"),
        Change.CHANGED: (_("Changed"), "warn"),
        Change.GONE: (_("Gone"), "bad"),
    }
    found = [
        {"title": title, "tone": tone, "lines": [one for one in told if one.change is change]}
        for change, (title, tone) in titles.items()
    ]
    return [group for group in found if group["lines"]]


def comparison_of_versions(one: ProtocolVersion, other: ProtocolVersion, language: str) -> Row:
    """Return the comparison of two versions, the lower number as the earlier one."""
    before, after = sorted([one, other], key=lambda version: version.number)
    return {
        **comparison(definition_of(before), definition_of(after), language),
        "before_name": version_name(before),
        "after_name": version_name(after),
    }


def version_name(version: ProtocolVersion) -> str:
    """Return a version in words."""
    said = {"number": version.number, "status": VersionStatus(version.status).label}
    return _("Version %(number)d (%(status)s)") % said
