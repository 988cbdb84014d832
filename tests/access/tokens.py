"""What on a page could be compared with another page: whatever looks like an identifier."""

import re
from html import unescape
from urllib.parse import unquote

UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
CODE = re.compile(
    r"\b[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]\b", re.IGNORECASE
)
SHOWN_CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]\b")
DIGITS = re.compile(r"\d{5,}")
RUN = re.compile(r"[A-Za-z0-9_+-]{8,}={0,2}")
WORD = re.compile(r"[A-Za-z]{8,}")

# Moments of the clock to the minute, which pages say in words too; anything finer is a token.
MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?:[+-]\d{4})?(?![\d:.])")
STATIC = re.compile(r"(?:/static/|vendor/|css/|js/|img/)[\w./-]+")
HEX_WORD = re.compile(r"[a-f]{8,}")
LONGEST_WORD = 20


def _looks_random(run: str) -> bool:
    """Letters with digits between them, a capital inside a word, or a word nobody says."""
    pieces = [piece for piece in re.split(r"[-_+=]", run) if piece]
    mixed = any(re.search(r"[A-Za-z]\d|\d[A-Za-z]", piece) for piece in pieces)
    camel = any(re.search(r"[a-z][A-Z]", piece) for piece in pieces)
    endless = any(len(piece) >= LONGEST_WORD for piece in pieces)
    return mixed or camel or endless or bool(HEX_WORD.fullmatch(run))


def _plain(token: str) -> str:
    """One form for what is the same identifier, dashed or not, in capitals or not."""
    return token.replace("-", "").rstrip("=").lower()


def tokens(page: str) -> set[str]:
    """Every identifier-like piece of a page: of its addresses, attributes and text alike.

    Taken are UUIDs, codes, runs of hex, base32 or base64 of eight symbols or more, and numbers of
    five digits or more; left out are names of static files, minutes, and words that people say.
    """
    text = MINUTE.sub(" ", STATIC.sub(" ", unquote(unescape(page))))
    found = {
        match
        for pattern in (UUID, CODE, DIGITS)
        for match in pattern.findall(text)
        if any(sign.isdigit() for sign in match)
    }
    found |= set(SHOWN_CODE.findall(text))
    found |= {run for run in RUN.findall(text) if _looks_random(run)}
    return {_plain(token) for token in found}
