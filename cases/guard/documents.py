"""Finds documents of identity, accounts, cards and number plates, by shape, check digits and words.

Spain: DNI, NIE, passport, NAF (social security). Portugal: cartão de cidadão, NIF, NISS. The check
digits are python-stdnum's where it has them; NISS and NAF are computed here.
"""

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.es import dni, nie
from stdnum.pt import cc, nif

from cases.guard.findings import Finding, Kind, Tier
from cases.guard.lexicon import bodies
from cases.guard.reading import Reading

DNI = re.compile(r"(?<![\w.,/\-])((?:\d[ .]?){7}\d)([ .\-]{0,3})([A-Za-z])(?![A-Za-z\d])")
NIE = re.compile(
    r"(?<![\w])([XYZxyz])[ .\-]{0,3}((?:\d[ .]?){6}\d)[ .\-]{0,3}([A-Za-z])(?![A-Za-z\d])"
)
CARTAO = re.compile(r"(?<![\w.,/\-])(?:\d ?){8}[ \-]?\d[ \-]{0,2}[A-Z][A-Z\d] ?\d(?!\w)")
IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}[ \-]?\d{2}(?:[ \-]{0,2}[\dA-Za-z]){11,30}")
COUNTRY = {"ES": 24, "PT": 25, "RO": 24, "FR": 27, "DE": 22, "IT": 27, "BE": 16, "NL": 18, "BG": 22}
CODE = re.compile(r"(?<![\w/\-])[A-Z]{1,3}[ \-]?\d{5,9}[A-Z]?(?![\w/])")
PLATES = [
    re.compile(r"(?<![\w/\-])(\d{4})[ \-]?[BCDFGHJKLMNPRSTVWXYZ]{3}(?!\w)"),
    re.compile(
        r"(?<![\w/\-])(?:[A-Z]{2}-\d\d-[A-Z]{2}|\d\d-[A-Z]{2}-\d\d|[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2})(?!\w)"
    ),
    re.compile(r"(?<![\w/\-])[A-Z]{1,2}[ \-]\d{4}[ \-][A-Z]{2}(?!\w)"),
]
PLATE_WORD = re.compile(
    r"matricul|\bplate|\bcoche|\bfurgo|\bcarro\b|\bcarrinha|\bvehicul|\bveicul|\bvehicle|\bcar\b|\bvan\b|\btaxi|\bauto\b|\bautoa|\bkotxe|"
    r"\bibilgailu|\bviatura|\bmoto"
)
DOCUMENT_WORD = re.compile(
    r"\bdni\b|\bnan\b|\bnie\b|\baiz\b|\bnif\b|\bcif\b|\bifz\b|contribuinte|\bniss\b|\bnuss\b|\bnaf\b|"
    r"seguridad social|seguranca social|gizarte segurantza|social security|pasaport|passaporte|passport|"
    r"utente n|n\.?º? de utente|numero de utente|\bsns\b|\btis\b|\bcip\b|tarjeta sanitaria|osasun.txartel|"
    r"cartao|\bcedula|\btarjeta\b|\btie\b|\bpermiso de resid|residence (?:permit|card)|"
    r"(?:autorizacao|titulo) de residencia|bizileku.baimen|\bbi\b|bilhete de identidade|identity (?:card|document|number)|"
    r"\bid\b|carta de conducir|driving licen|gidabaimen|\bcarne\b|documento|\bdocument|\bnumident|\bnin\b|\bcnp\b"
)
WINDOW, BEHIND = 45, 28
CONTROL = 97


def find_documents(reading: Reading) -> Iterator[Finding]:
    """Yield documents, accounts and plates; hard when the check digits or a word beside it say so."""
    yield from _spanish(reading)
    for found in CARTAO.finditer(reading.plain):
        sure = cc.is_valid(found[0]) or near_word(reading, DOCUMENT_WORD, *found.span())
        yield _finding(reading, found, Kind.DOCUMENT, sure=sure)
    yield from _accounts(reading)
    for found in CODE.finditer(reading.plain):
        if re.split(r"[\W\d]", found[0])[0].lower() in bodies():
            continue
        known = near_word(reading, DOCUMENT_WORD, *found.span())
        if known or sum(sign.isdigit() for sign in found[0]) > len("123456"):
            yield _finding(reading, found, Kind.DOCUMENT, sure=known)
    for pattern in PLATES:
        for found in pattern.finditer(reading.plain):
            known = near_word(reading, PLATE_WORD, *found.span())
            if known or not found[0].startswith(("19", "20")):
                yield _finding(reading, found, Kind.PLATE, sure=known)


def _spanish(reading: Reading) -> Iterator[Finding]:
    for found in DNI.finditer(reading.plain):
        valid = dni.is_valid(_bare(found[1]) + found[3])
        loose = found[2].startswith(" ") and found[3].islower()
        if (valid and not loose) or (found[3].isupper() and not loose):
            known = near_word(reading, DOCUMENT_WORD, *found.span())
            yield _finding(reading, found, Kind.DOCUMENT, sure=valid or known)
    for found in NIE.finditer(reading.plain):
        if found[1].isupper() or nie.is_valid(_bare(found[0])):
            yield _finding(reading, found, Kind.DOCUMENT, sure=True)


def _accounts(reading: Reading) -> Iterator[Finding]:
    for found in IBAN.finditer(reading.plain):
        wanted = COUNTRY.get(found[0][:2].upper())
        end = _end_of(found, wanted) if wanted else found.end()
        if end and (wanted or iban.is_valid(found[0])):
            start, stop = reading.original(found.start(), end)
            yield Finding(start, stop, Kind.ACCOUNT, Tier.HARD)


def _end_of(found: re.Match[str], wanted: int) -> int | None:
    """Return where the account ends that has this many signs; None when most are no digits."""
    count = digits = 0
    for offset, sign in enumerate(found[0]):
        if sign.isalnum():
            count += 1
            digits += sign.isdigit()
        if count == wanted:
            return found.start() + offset + 1 if digits > wanted // 2 else None
    return None


def is_document_number(digits: str) -> bool:
    """Whether these bare digits carry the check digits of a NISS or a NAF."""
    return _is_niss(digits) or _is_naf(digits)


def is_tax_number(digits: str) -> bool:
    """Whether these nine digits can be a Portuguese NIF; one in ten of any nine digits can."""
    return bool(nif.is_valid(digits))


def is_card(digits: str) -> bool:
    """Whether these are the 13 to 19 digits of a bank card."""
    shortest, longest = 13, 19
    return (
        shortest <= len(digits) <= longest and digits[0] in "3456" and bool(luhn.is_valid(digits))
    )


def _is_niss(digits: str) -> bool:
    weights = (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)
    if len(digits) != len(weights) + 1 or digits[0] not in "12":
        return False
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False))
    return 9 - total % 10 == int(digits[-1])


def _is_naf(digits: str) -> bool:
    """Province (2), number (7 or 8), control (2) = the rest modulo 97; short numbers as one figure."""
    if len(digits) not in (11, 12):
        return False
    province, number, control = digits[:2], digits[2:-2], int(digits[-2:])
    if not 1 <= int(province) <= CONTROL:
        return False
    whole = int(province) * 10**7 + int(number) if int(number) < 10**7 else int(province + number)
    return whole % CONTROL == control


def near_word(reading: Reading, words: re.Pattern[str], start: int, end: int) -> bool:
    """Whether such a word stands shortly before, or right after as in Basque, in the sentence."""
    before = reading.lower[max(start - WINDOW, 0) : start]
    after = reading.lower[end : end + BEHIND]
    return bool(words.search(before.rsplit(". ", 1)[-1]) or words.search(after.split(". ", 1)[0]))


def _bare(text: str) -> str:
    return re.sub(r"[ .\-]", "", text)


def _finding(reading: Reading, found: re.Match[str], kind: Kind, *, sure: bool) -> Finding:
    return Finding(*reading.original(*found.span()), kind, Tier.HARD if sure else Tier.SOFT)
