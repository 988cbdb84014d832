"""The guard's one question: what in this text tells who somebody is, or where?"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from cases.guard.addresses import find_addresses
from cases.guard.contacts import find_contacts
from cases.guard.dates import Stretch, find_births, find_stretches
from cases.guard.digits import find_numbers, find_spoken
from cases.guard.documents import find_documents
from cases.guard.findings import Finding, Kind, Tier, without_overlaps, without_the_vault
from cases.guard.identity import LEAST_VALUE, KnownIdentity, known_names
from cases.guard.names import find_names
from cases.guard.persons import find_persons
from cases.guard.reading import Reading, fold

NOBODY = KnownIdentity()


def scan(
    text: str,
    identity: KnownIdentity = NOBODY,
    *,
    today: dt.date | None = None,
    conceals: bool = False,
) -> list[Finding]:
    """Return what the text gives away, in its order and without overlaps.

    Offsets count code points of the text as given. `today` tells which full dates are old enough to
    be a birth; by default the day of the scan. `conceals`: the reader must not learn what the vault
    knows, so that what it finds counts no more than the like of it, also where findings overlap.
    Works in memory only, and keeps nothing.
    """
    if not text or text.isspace():
        return []
    reading = Reading(text)
    stretches = find_stretches(reading)
    found = [
        *find_contacts(reading),
        *find_documents(reading),
        *find_births(reading, stretches, identity.dob, today or _today()),
        *find_addresses(reading),
        *_find_values(reading, identity.values),
    ]
    masked = _without(reading, found, stretches)
    found += [
        *find_numbers(reading, masked),
        *find_spoken(reading),
        *find_names(reading, known_names(identity)),
        *find_persons(reading),
    ]
    return without_overlaps([without_the_vault(each) for each in found] if conceals else found)


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()


def _find_values(reading: Reading, values: Iterable[str]) -> Iterator[Finding]:
    """Yield telephones, documents and the like of hers, whatever separates their signs."""
    for value in values:
        signs = [re.escape(sign) for sign in fold(value) if sign.isalnum()]
        if len(signs) < LEAST_VALUE:
            continue
        pattern = re.compile(r"(?<!\w)" + r"[\W_]{0,3}".join(signs) + r"(?!\w)")
        for found in pattern.finditer(reading.lower):
            start, end = reading.original(*found.span())
            yield Finding(start, end, Kind.VAULT_VALUE, Tier.HARD, by_vault=True)


def _without(reading: Reading, found: list[Finding], stretches: list[Stretch]) -> str:
    """Return the plain text with what is found, and every date, blotted out."""
    spans = [(each.start, each.end) for each in stretches]
    spans += [
        _plain_span(reading, finding) for finding in found if finding.kind is not Kind.BIRTH_DATE
    ]
    pieces, last = [], 0
    for start, end in sorted(spans):
        if end > last:
            pieces += [reading.plain[last:start], "#" * (end - max(start, last))]
            last = end
    return "".join(pieces) + reading.plain[last:]


def _plain_span(reading: Reading, finding: Finding) -> tuple[int, int]:
    return reading.from_original(finding.start), reading.from_original(finding.end)
