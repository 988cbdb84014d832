"""Finds dates of birth: hers in any shape, any beside a word of birth, and old full dates.

Other dates are appointments and stay. A full date more than twelve years old is asked about, unless
it dates a law: in such notes it is nearly always somebody's birth, and to ask about all of them
keeps the question from telling which one is hers.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cases.guard.findings import Finding, Kind, Tier
from cases.guard.reading import Reading

MONTHS = [
    "enero|ene|janeiro|january|jan|urtarril",
    "febrero|feb|fevereiro|fev|february|otsail",
    "marzo|marco|march|mar|martxo",
    "abril|abr|april|apr|apiril",
    "mayo|may|maio|mai|maiatz",
    "junio|jun|junho|june|ekain",
    "julio|jul|julho|july|uztail",
    "agosto|ago|august|aug|abuztu",
    "septiembre|setiembre|sep|sept|setembro|set|september|irail",
    "octubre|oct|outubro|out|october|urri",
    "noviembre|nov|novembro|november|azaro",
    "diciembre|dic|dezembro|dez|december|dec|abendu",
]
MONTH_OF = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split("|")}
NAMES = "|".join(sorted(MONTH_OF, key=len, reverse=True))
MONTH = rf"(?P<month>{NAMES})(?:(?:a?ren|a?k|ko|a)(?![a-z]))?\.?"
DAY, YEAR = r"(?P<day>\d{1,2})", r"(?P<year>(?:19|20)\d\d)"
PATTERNS = [
    re.compile(rf"(?<![\d/.\-]){YEAR}\s?[./\-]\s?(?P<m>\d{{1,2}})\s?[./\-]\s?{DAY}(?!\d|[/\-]\d)"),
    re.compile(
        rf"(?<![\d/.\-]){DAY}\s?[./\-]\s?(?P<m>\d{{1,2}})\s?[./\-]\s?"
        r"(?P<year>(?:19|20)\d\d|\d\d)(?!\d|[/\-]\d)"
    ),
    re.compile(
        rf"(?<!\d){DAY}(?:st|nd|rd|th|º|\.)?(?:\s(?:de|of)\s|[\s\-/.])(?:dia\s)?{MONTH}"
        rf"(?:\s(?:de|del|of)\s|,\s|[\s\-/.])(?:ano\s|ano de\s)?{YEAR}(?!\d)"
    ),
    re.compile(rf"\b{MONTH}\s{DAY}(?:st|nd|rd|th)?,?\s{YEAR}(?!\d)"),
    re.compile(rf"(?<!\d){YEAR}(?:\.?(?:eko|ko|an|ean))?(?:\surteko)?,?\s{MONTH}\s{DAY}(?!\d)"),
]
DAY_ONLY = [
    re.compile(rf"(?<!\d){DAY}(?:st|nd|rd|th|º)?\s(?:de\s|of\s)?{MONTH}(?![a-z])(?!\s(?:de\s)?\d)"),
    re.compile(rf"\b{MONTH}\s{DAY}(?:st|nd|rd|th|an|a|ean)?(?![a-z\d])(?!,?\s\d{{4}})"),
]
COMPACT = re.compile(r"(?<!\d)\d{8}(?!\d)")
BIRTH = re.compile(
    r"\bnacid|\bnacio\b|\bnacimiento|\bnac\.|\bf\.? ?nac|\bf\.? ?n\.|\bfn\b|\bborn\b|\bbirth|\bdob\b|\bd\.o\.b|"
    r"\bnascid|\bnasceu\b|\bnascimento|\bnasc\.|\bdn:|\bjaio|\bcumple|\bfaz anos|\bfaz \d+ anos|\baniversario|"
    r"\burtebete|\burteak bete"
)
LAW = re.compile(
    r"\bley\b|\blei\b|\blaw\b|\bact\b|\blegea|\bdirectiv|\bdiretiva|\bdecreto|\bconveni|\bconvenc|\bconvention|"
    r"\breglament|\bregulament|\bregulation|\bprotocolo|\bprotocol\b|\borden\b|\bportaria|\bresoluc|"
    r"\bconstituc|\bconstitution|\bsentencia|\bacordao|\bhitzarmen|\bdekretu|\bpalermo|\bplan\b"
)
BEFORE, AFTER, LAW_BEFORE, CENTURY = 45, 25, 70, 100
GROWN = 12  # years after which a full date is asked about
ENDS = re.compile(r"[;!?\n]|\.\s")


@dataclass(frozen=True)
class Stretch:
    """Where a date stands in the plain text, and what it says."""

    start: int
    end: int
    year: int | None
    month: int
    day: int
    is_short: bool = False

    def is_of(self, born: dt.date) -> bool:
        """Whether this is that day, also with day and month swapped or a short year."""
        if self.year is None:
            return False
        year = born.year % CENTURY if self.is_short else born.year
        days = {(self.month, self.day), (self.day, self.month)}
        return self.year == year and (born.month, born.day) in days


def find_stretches(reading: Reading) -> list[Stretch]:
    """Return every full date of the text, whatever it dates."""
    return [
        Stretch(*found.span(), year, month, int(found["day"]), is_short=year < CENTURY)
        for pattern in PATTERNS
        for found in pattern.finditer(reading.lower)
        if (year := int(found["year"])) is not None and (month := _month(found))
    ]


def _month(found: re.Match[str]) -> int:
    groups = found.groupdict()
    return int(groups["m"]) if groups.get("m") else MONTH_OF[groups["month"]]


def find_births(
    reading: Reading, stretches: list[Stretch], born: dt.date | None, today: dt.date
) -> Iterator[Finding]:
    """Yield the dates that tell a birth; hard when it is hers or a word of birth is beside it."""
    for each in stretches:
        if _near_birth(reading.lower, each.start, each.end):
            yield _finding(reading, each.start, each.end, Tier.HARD)
        elif born is not None and each.is_of(born):
            yield _finding(reading, each.start, each.end, Tier.HARD, by_vault=True)
        elif _is_old(each, today) and not _dates_a_law(reading.lower, each):
            yield _finding(reading, each.start, each.end, Tier.SOFT)
    yield from _birthdays(reading)
    if born is not None:
        yield from _written_together(reading, born)


def _birthdays(reading: Reading) -> Iterator[Finding]:
    """Yield days without a year beside a word of birth."""
    for pattern in DAY_ONLY:
        for found in pattern.finditer(reading.lower):
            if _near_birth(reading.lower, *found.span()):
                yield _finding(reading, *found.span(), Tier.HARD)


def _written_together(reading: Reading, born: dt.date) -> Iterator[Finding]:
    shapes = {born.strftime(shape) for shape in ("%d%m%Y", "%Y%m%d", "%m%d%Y")}
    for found in COMPACT.finditer(reading.lower):
        if found[0] in shapes:
            yield _finding(reading, *found.span(), Tier.HARD, by_vault=True)


def _dates_a_law(text: str, stretch: Stretch) -> bool:
    return LAW.search(text[max(stretch.start - LAW_BEFORE, 0) : stretch.start]) is not None


def _near_birth(text: str, start: int, end: int) -> bool:
    before = ENDS.split(text[max(start - BEFORE, 0) : start])[-1]
    after = ENDS.split(text[end : end + AFTER])[0]
    return bool(BIRTH.search(before) or BIRTH.search(after))


def _is_old(stretch: Stretch, today: dt.date) -> bool:
    return not stretch.is_short and (stretch.year or today.year) <= today.year - GROWN


def _finding(
    reading: Reading, start: int, end: int, tier: Tier, *, by_vault: bool = False
) -> Finding:
    return Finding(*reading.original(start, end), Kind.BIRTH_DATE, tier, by_vault=by_vault)
