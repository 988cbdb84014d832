"""Says how much waits at the steps of a flowchart, on the drawing and in a table."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from protocols.definition import Definition
from protocols.drawing import draw
from protocols.marks import Mark, MarkState
from protocols.outline import OutlineItem, outline
from protocols.telling import in_words
from referrals.selectors.waiting import FEW, Waiting

NOTHING = Waiting("", 0, 0, None)


def waiting_page(
    definition: Definition,
    others: Iterable[Definition],
    counts: Mapping[str, Waiting],
    *,
    address: str,
) -> dict[str, Any]:
    """Return drawing and table; `address` is the page's where steps lead to who waits there."""
    language = get_language() or "es"
    items = outline(definition, language=language)
    rows = [_row(item, counts, address) for item in items if item.is_step]
    elsewhere = [
        _row_elsewhere(element, others, counts[element])
        for element in counts
        if element not in definition.nodes
    ]
    return {
        "drawing": draw(definition, language=language, marks=_marks(definition, counts)),
        "rows": rows + elsewhere,
    }


def _marks(definition: Definition, counts: Mapping[str, Waiting]) -> dict[str, Mark]:
    return {
        element: Mark(MarkState.LATE if waiting.late else MarkState.NOW, words=_short(waiting))
        for element, waiting in counts.items()
        if element in definition.nodes
    }


def _short(waiting: Waiting) -> str:
    """Return it in the few words for which a badge has room."""
    if waiting.count is None:
        return how_many(waiting)
    parts = [
        ngettext("%(count)d waits", "%(count)d wait", waiting.count) % {"count": waiting.count}
    ]
    if waiting.late:
        parts.append(_("%(count)d late") % {"count": waiting.late})
    if waiting.oldest_days:
        parts.append(_days(waiting.oldest_days))
    return " · ".join(parts)


def how_many(waiting: Waiting) -> str:
    """Return the count as it may be told."""
    if waiting.count is not None:
        return str(waiting.count)
    if waiting.at_least:
        return _("%(count)d or more") % {"count": waiting.at_least}
    return _("fewer than %(count)d") % {"count": FEW}


def _row(item: OutlineItem, counts: Mapping[str, Waiting], address: str) -> dict[str, Any]:
    waiting = counts.get(item.element, NOTHING)
    is_some = item.element in counts
    query = urlencode({"step": item.element})
    return {
        "number": item.number,
        "title": item.title,
        "lane": item.lane,
        **_told(waiting),
        "url": f"{address}?{query}#here" if address and is_some else "",
    }


def _row_elsewhere(element: str, others: Iterable[Definition], waiting: Waiting) -> dict[str, Any]:
    """Return a row for a step that only other versions have."""
    known = [other.nodes[element] for other in others if element in other.nodes]
    name = (in_words(known[0].labels) if known else "") or element
    return {"number": "", "title": name, "lane": _("in another version"), **_told(waiting)}


def _told(waiting: Waiting) -> dict[str, str]:
    late = "" if waiting.late is None else str(waiting.late)
    oldest = "" if waiting.oldest_days is None else _days(waiting.oldest_days)
    return {"count": how_many(waiting), "late": late, "oldest": oldest}


def _days(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
