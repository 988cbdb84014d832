"""Finds e-mail addresses, also spelled out, and what leads to a person on the web."""

import re
from collections.abc import Iterator

from cases.guard.findings import Finding, Kind, Tier
from cases.guard.reading import Reading

DOT = r"(?:\s?[\[({]?\s?(?:punto|ponto|dot|puntu)\s?[\])}]?\s?|\s?\.\s?)"
SPELLED_DOT = r"\s?[\[({]?\s?(?:punto|ponto|dot|puntu)\s?[\])}]?\s?"
START = r"(?<![\w.+\-])[\w.+\-]{1,64}"
PLAIN = re.compile(START + r"@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
# Each with what must be in the text for it to find anything: much cheaper to ask.
SPELLED = [
    (
        re.compile(r"\s@|@\s|@[\w\-]{1,63}[\s\[({]"),
        re.compile(START + r"\s?@\s?[\w\-]{2,63}" + DOT + r"[a-z]{2,12}"),
    ),
    (
        re.compile(r"arroba|bildua"),
        re.compile(
            START + r"\s{0,2}[\[({<]?\s?(?:arroba|a ?bildua)\s?[\])}>]?\s{0,2}[\w\-]{2,63}"
            rf"(?:{DOT}[a-z]{{2,20}}){{0,3}}"
        ),
    ),
    (
        re.compile(r"[\[({<]\s?(?:at|a|en)\s?[\])}>]"),
        re.compile(
            START + r"\s{0,2}[\[({<]\s?(?:at|a|en)\s?[\])}>]\s{0,2}[\w\-]{2,63}"
            rf"(?:{DOT}[a-z]{{2,20}}){{1,3}}"
        ),
    ),
    (
        re.compile(rf"\sat\s[\w\-]{{2,63}}{SPELLED_DOT}[a-z]"),
        re.compile(START + rf"\sat\s[\w\-]{{2,63}}(?:{SPELLED_DOT}[a-z]{{2,20}}){{1,3}}"),
    ),
]
SOCIAL = re.compile(
    r"(?<![\w@])(?:https?://)?(?:[a-z\-]{1,20}\.)?(?:facebook|fb|instagram|tiktok|twitter|x|t|wa|"
    r"telegram|onlyfans|snapchat|linkedin|linktr|youtube|skokka|mil?anuncios|pasion|vk)"
    r"\.(?:com|me|net|ee|org|es|pt)/[^\s<>\"']{1,200}"
)
URL = re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"']{3,300}")
DOMAIN = re.compile(
    r"(?<![\w@.\-])[a-z0-9\-]{2,63}(?:\.[a-z0-9\-]{2,63}){0,2}\.(?:com|es|pt|eus|org|net|info|me)\b"
    r"(?:/[^\s<>\"']{0,200})?"
)
PUBLIC = re.compile(
    r"(?:^|[./])(?:bizkaia\.eus|euskadi\.eus|bilbao\.eus|osakidetza\.eus|gob\.es|gov\.pt|europa\.eu|"
    r"un\.org|iom\.int|apav\.pt|policia\.es|boe\.es|dre\.pt|seg-social\.(?:es|pt))"
)
HANDLE = re.compile(r"(?<![\w@./+\-])@[a-z_][\w.]{2,29}")
PROFILE = re.compile(
    r"\b(?:instagram|insta|facebook|fb|tik ?tok|telegram|snapchat|twitter|onlyfans|skype|badoo|tinder|"
    r"usuario|usuaria|perfil|user|username|nick|erabiltzaile-izena)\s?(?::|=|es|is|da)?\s?"
    r"(?=[\w.]{0,29}[\d_])([a-z_][\w.]{2,29})"
)


def find_contacts(reading: Reading) -> Iterator[Finding]:
    """Yield e-mail addresses and personal pages as hard, other addresses of the web as soft."""
    text = reading.lower
    yield from _emails(reading)
    if "/" in text:
        yield from _all(reading, SOCIAL, Kind.WEB, Tier.HARD)
    for found in PROFILE.finditer(text):
        yield Finding(*reading.original(*found.span(1)), Kind.WEB, Tier.SOFT)
    for pattern in (URL, DOMAIN):
        for found in pattern.finditer(text):
            if not PUBLIC.search(found[0]):
                yield Finding(*reading.original(*found.span()), Kind.WEB, Tier.SOFT)


def _emails(reading: Reading) -> Iterator[Finding]:
    if "@" in reading.lower:
        yield from _all(reading, PLAIN, Kind.EMAIL, Tier.HARD)
        yield from _all(reading, HANDLE, Kind.WEB, Tier.HARD)
    for hint, pattern in SPELLED:
        if hint.search(reading.lower):
            yield from _all(reading, pattern, Kind.EMAIL, Tier.HARD)


def _all(reading: Reading, pattern: re.Pattern[str], kind: Kind, tier: Tier) -> Iterator[Finding]:
    for found in pattern.finditer(reading.lower):
        yield Finding(*reading.original(*found.span()), kind, tier)
