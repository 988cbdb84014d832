"""Finds telephones and other telling numbers among runs of digits, also spaced or written in words.

A run is read group by group, so that two numbers side by side are two findings. What is a sum of
money, a year, a file number or a law is passed over; a telephone of Spain or Portugal, or one with
its country, is sure, and so is any number after a word such as "tel." or "passport".
"""

import re
from collections.abc import Iterator

import phonenumbers

from cases.guard.documents import (
    DOCUMENT_WORD,
    is_card,
    is_document_number,
    is_tax_number,
    near_word,
)
from cases.guard.findings import Finding, Kind, Tier
from cases.guard.reading import Reading

RUN = re.compile(r"(?<![\w,])(?:\+[ ]?|\(\+?)?\d(?:[ .\-/()]{0,3}\d){5,40}(?![\d])")
GROUP = re.compile(r"\d+")
NATIONAL, LEAST, LONGEST = 9, 7, 15
PREFIXES = {"34": 11, "351": 12, "0034": 13, "00351": 14}
PHONE_WORD = re.compile(
    r"\btel\b|\btel[.:]|telef|\btfno|\btlf|\btlm|telemovel|\bmovil|\bcelular|\bfijo\b|\bphone|\bmobile|\bcell\b|"
    r"whats ?app|\bwasap|\bguasap|telegram|\bsignal\b|\bsms\b|\bllam|\bcall|\bligar|\bligou|\bliguem|\bcontact|"
    r"\bdeit|mugikor|\bzenbakira\b|\bbizum|\bmbway|\bmb way|\bfax\b|\bring\b"
)
FILE_WORD = re.compile(
    r"(?:expediente|\bexp|proceso|processo|\bproc|nuipc|procedimiento|diligencias|\bdp|\bautos?|sentencia|sumario|inquerito|rollo|ejecutoria|\bnig|\bley|"
    r"\blei|\blaw|directiv[ae]|diretiva|decreto|\brd|articulo|artigo|article|\bart|factura|fatura|invoice|recibo|"
    r"espediente[a-z]*|prozedura|registro|registo|\breg|erregistro[a-z]*|\bref|referencia|reference|\bcase|\bfile|"
    r"\bcaso|\bkasu[a-z]*|\blote|ticket|pedido|\bversion)[\s.:,]{0,3}(?:n\.?\s?[oº]?\.?[ªº]?|num\.?|numero|number|zk\.?|zenbakia)?[\s.:]{0,3}$"
)
MONEY_BEFORE = re.compile(r"(?:€|\$|£|\beur|\busd|euros?|importe(?: de)?|valor de)\s{0,2}$")
MONEY_AFTER = re.compile(
    r"\s{0,2}(?:,\d{1,2})?\s{0,2}(?:€|\$|£|%|eur|usd|dolar|naira|lei\b|cfa|kilo|km\b|habitant|biztanle|personas|pessoas|people)"
)
NOT_NUMBERS = re.compile(
    r"(?<!\d)(?:\d{5}\.\d\d\.\d\.\d{4}/\d{1,9}|(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d|(?:19|20)\d\d\s?/\s?\d{1,9}|\d{1,9}\s?/\s?(?:(?:19|20)\d\d|\d\d)"
    r"(?:[.\-/]\w{1,12})?)(?![\d])"
)
FILE_BACK = 40


def find_numbers(reading: Reading, masked: str) -> Iterator[Finding]:
    """Yield numbers in the text from which what else is found, and every date, was taken out."""
    text = NOT_NUMBERS.sub(lambda found: "#" * len(found[0]), masked)
    for run in RUN.finditer(text):
        if not _is_harmless(text, run):
            yield from _in_run(reading, run)


def _is_harmless(text: str, run: re.Match[str]) -> bool:
    before = text[max(run.start() - FILE_BACK, 0) : run.start()].lower()
    after = text[run.end() : run.end() + 15].lower()
    groups = GROUP.findall(run[0])
    return bool(
        MONEY_BEFORE.search(before)
        or MONEY_AFTER.match(after)
        or (FILE_WORD.search(before) and not PHONE_WORD.search(before))
        or all(len(group) == len("2026") and group[:2] in {"19", "20"} for group in groups)
    )


def _in_run(reading: Reading, run: re.Match[str]) -> Iterator[Finding]:
    said = _word_before(reading, run)
    if said is not None or run[0].lstrip("(").startswith(("+", "00")):
        yield _finding(reading, run.start(), run.end(), said or Kind.PHONE, Tier.HARD)
        return
    groups = list(GROUP.finditer(run[0]))
    first, rest = 0, 0
    while first < len(groups):
        last, kind = _known_from(groups, first)
        if kind is None:
            rest += len(groups[first][0])
            first += 1
            continue
        start, end = run.start() + groups[first].start(), run.start() + groups[last].end()
        yield _finding(reading, start, end, kind, Tier.HARD)
        first, rest = last + 1, -len(run[0])
    if rest >= LEAST:
        tax = is_tax_number("".join(group[0] for group in groups))
        seems = Kind.DOCUMENT if tax else Kind.NUMBER
        yield _finding(reading, run.start(), run.end(), seems, Tier.SOFT)


def _word_before(reading: Reading, run: re.Match[str]) -> Kind | None:
    """Return what the nearest word before the run says it is; document words may follow it."""
    before = reading.lower[max(run.start() - FILE_BACK, 0) : run.start()].rsplit(". ", 1)[-1]
    phone = max((found.end() for found in PHONE_WORD.finditer(before)), default=-1)
    paper = max((found.end() for found in DOCUMENT_WORD.finditer(before)), default=-1)
    if phone > paper:
        return Kind.PHONE
    if paper >= 0 or near_word(reading, DOCUMENT_WORD, run.start(), run.end()):
        return Kind.DOCUMENT
    return None


def _known_from(groups: list[re.Match[str]], first: int) -> tuple[int, Kind | None]:
    """Return the last group of the number that begins with this one, and what it is."""
    digits = ""
    for last in range(first, len(groups)):
        digits += groups[last][0]
        if len(digits) > len("0000 0000 0000 0000 000"):
            break
        if (kind := _kind(digits)) is not None:
            return last, kind
    return first, None


def _kind(digits: str) -> Kind | None:
    if len(digits) == NATIONAL and is_national(digits):
        return Kind.PHONE
    prefixed = any(
        len(digits) == size and digits.startswith(prefix) and is_national(digits[len(prefix) :])
        for prefix, size in PREFIXES.items()
    )
    if prefixed:
        return Kind.PHONE
    if is_document_number(digits):
        return Kind.DOCUMENT
    return Kind.ACCOUNT if is_card(digits) else None


def is_national(digits: str) -> bool:
    """Whether these nine digits are a telephone number of Spain or Portugal."""
    return digits[0] in "236789" and any(
        phonenumbers.is_valid_number(phonenumbers.parse(digits, region)) for region in ("ES", "PT")
    )


UNITS = [
    "cero zero",
    "uno una um uma one bat",
    "dos dois duas two bi",
    "tres three hiru",
    "cuatro quatro four lau",
    "cinco five bost",
    "seis six sei",
    "siete sete seven zazpi",
    "ocho oito eight zortzi",
    "nueve nove nine bederatzi",
]
TWO_DIGITS = (
    "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno "
    "veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve dez "
    "onze doze treze quatorze quinze dezasseis dezassete dezoito dezanove vinte ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen hamar hamaika hamabi hamahiru "
    "hamalau hamabost hamasei hamazazpi hemezortzi hemeretzi hogei".split()
)
TENS = (
    "treinta cuarenta cincuenta sesenta setenta ochenta noventa vinte trinta quarenta cinquenta "
    "sessenta oitenta noventa twenty thirty forty fifty sixty seventy eighty ninety hogeita "
    "berrogei berrogeita hirurogei hirurogeita laurogei laurogeita".split()
)
HUNDREDS = (
    "cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos cem cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos "
    "oitocentos novecentos ehun berrehun hirurehun laurehun bostehun seiehun zazpiehun zortziehun "
    "bederatziehun".split()
)
DIGITS_OF = (
    {word: 1 for words in UNITS for word in words.split()}
    | dict.fromkeys([*TWO_DIGITS, *TENS], 2)
    | dict.fromkeys(HUNDREDS, 3)
)
TOKEN = re.compile(r"\d{1,3}(?!\d)|[^\W\d_]+|[.;!?]\s|\n")
JOINING = frozenset("y e eta and double doble".split())
LEAST_WORDS = 4


def find_spoken(reading: Reading) -> Iterator[Finding]:
    """Yield telephone numbers written out: "seis cero cero, doce, treinta y cuatro…"."""
    run: list[re.Match[str]] = []
    for token in TOKEN.finditer(reading.lower):
        if token[0] in DIGITS_OF or (run and (token[0].isdigit() or token[0] in JOINING)):
            run.append(token)
        elif run:
            yield from _spoken(reading, run)
            run = []
    yield from _spoken(reading, run)


def _spoken(reading: Reading, run: list[re.Match[str]]) -> Iterator[Finding]:
    while run and run[-1][0] in JOINING:
        run.pop()
    words = [token[0] for token in run if token[0] in DIGITS_OF]
    digits, before = 0, ""
    for token in run:
        size = DIGITS_OF.get(token[0], len(token[0]) if token[0].isdigit() else 0)
        follows = before in TENS or before in HUNDREDS
        digits += size if not (follows and size) else 0 if before in TENS else max(size - 2, 0)
        before = token[0] if token[0] not in JOINING else before
    if len(words) >= LEAST_WORDS and digits >= LEAST:
        sure = digits in {NATIONAL, *PREFIXES.values()}
        tier = Tier.HARD if sure else Tier.SOFT
        kind = Kind.PHONE if digits <= LONGEST else Kind.NUMBER
        yield _finding(reading, run[0].start(), run[-1].end(), kind, tier)


def _finding(reading: Reading, start: int, end: int, kind: Kind, tier: Tier) -> Finding:
    return Finding(*reading.original(start, end), kind, tier)
