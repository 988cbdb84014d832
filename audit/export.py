"""The filtered log as CSV: what the auditor's list shows, nothing decrypted, a chunk at a time."""

import csv
import io
from collections.abc import Iterable, Iterator
from unicodedata import category
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit import presenters
from audit.models import Event
from audit.selectors import Filters, events_before

# With these a spreadsheet takes a cell for a formula; the full-width forms become the others.
FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 -- full-width on purpose
QUOTE = "'"
CHUNK = 500


def safe_cell(text: str) -> str:
    """Return the text as a cell that no spreadsheet takes for a formula: with a quote before it.

    What stands before the first sign that can be seen does not count: some programs drop it.
    """
    signs = (sign for sign in text if sign in FORMULA_SIGNS or category(sign)[0] not in "ZC")
    return QUOTE + text if next(signs, "") in FORMULA_SIGNS else text


def written(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as lines of CSV (RFC 4180), each cell safe and quoted."""
    lines = io.StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return lines.getvalue()


def lines_of_csv(
    filters: Filters, *, start: Event, reader_entity: UUID, language: str
) -> Iterator[str]:
    """Yield the events older than `start` that match, newest first, after a line of headings.

    The language is said, because a streamed answer is written after the request is over.
    """
    with override(language):
        yield "\ufeff" + written([_headings()])
    cursor = start
    while chunk := events_before(filters, cursor, count=CHUNK):
        with override(language):
            lines = presenters.lines(chunk, reader_entity=reader_entity)
            yield written(_row(*pair) for pair in zip(chunk, lines, strict=True))
        cursor = chunk[-1]


def _headings() -> list[str]:
    return [
        _("Number"), _("When"), _("Who"), _("Entity"), _("What"), _("Kind"), _("Details"),
        _("Case"), _("Outcome"),
    ]  # fmt: skip


def _row(event: Event, line: presenters.Line) -> list[str]:
    details = "; ".join(f"{label}: {value}" for label, value in line.details if value)
    at = localtime(line.at).isoformat(timespec="seconds")
    number = str(line.number)
    return [
        number, at, line.who, line.entity, line.what, event.kind, details, line.case, line.outcome,
    ]  # fmt: skip
