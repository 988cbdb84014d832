"""A text as the guard reads it: without accents and tricks, each sign with the place it came from.

Full-width and foreign digits become digits, letters of other scripts that look Latin become Latin,
every dash and space becomes the plain one, and what nobody sees (zero-width signs, combining marks)
is passed over. Superscript º and ª stay, for they tell a number or a floor from the word "no".
"""

import re
import unicodedata
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

CYRILLIC = "авекмнорстухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅҮ"
CYRILLIC_AS = "abekmhopctyxijsdhqwABEKMHOPCTYXIJSY"
GREEK = "αβεηικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
GREEK_AS = "abeniknoptuxABEZHIKMNOPTYX"
OTHERS = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ŀ": "l", "ƒ": "f"}  # noqa: RUF001 -- the look-alikes
# Letters of Yoruba, Wolof, Icelandic; quotes of all kinds.
OTHERS |= {"ŋ": "n", "Ŋ": "N", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "Œ": "OE", "Æ": "AE"}
OTHERS |= {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "№": "nº"}  # noqa: RUF001 -- the look-alikes
LOOKALIKES = {
    **dict(zip(CYRILLIC, CYRILLIC_AS, strict=True)),
    **dict(zip(GREEK, GREEK_AS, strict=True)),
    **OTHERS,
    **{sign: sign for sign in "ºª€\n"},
}
HIDDEN = frozenset({"Mn", "Me", "Cf", "Cs"})
# O'Brien is one word; the s of Esther's is none of hers.
WORD = re.compile(r"[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)?")


class _Table(dict[int, str]):
    """Fills itself as signs are met."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


def _plain(sign: str) -> str:
    """Return the plain sign, or signs, that this one is read as; nothing for what is not seen."""
    if sign in LOOKALIKES:
        return LOOKALIKES[sign]
    category = unicodedata.category(sign)
    if category in HIDDEN:
        return ""
    if category == "Pd" or sign == "\N{MINUS SIGN}":
        return "-"
    if category[0] in "ZC":
        return " "
    digit = unicodedata.digit(sign, None)
    return _bare(sign) if digit is None else str(digit)


def _bare(sign: str) -> str:
    """Return a letter without its accents."""
    parts = unicodedata.normalize("NFKD", sign)
    return "".join(LOOKALIKES.get(part, part) for part in parts if not unicodedata.combining(part))


_table = _Table()


class Word(NamedTuple):
    """A word of the text and where it stands in the plain text."""

    start: int
    end: int
    plain: str
    lower: str
    is_capital: bool


class Reading:
    """The text in plain signs, its words, and the way back to the places of the original."""

    def __init__(self, text: str) -> None:
        self.size = len(text)
        self.plain = text if text.isascii() else text.translate(_table)
        self.origins = None if text.isascii() else _origins(text)
        lower = self.plain.lower()
        self.lower = lower if len(lower) == len(self.plain) else _lower(self.plain)

    @cached_property
    def words(self) -> list[Word]:
        lower = self.lower
        return [
            Word(
                start := m.start(),
                end := m.end(),
                word := m[0],
                lower[start:end],
                word[0].isupper(),
            )
            for m in WORD.finditer(self.plain)
        ]

    def begins_sentence(self, number: int) -> bool:
        """Whether this word is the first of its sentence, line or quotation."""
        if number == 0:
            return True
        between = self.plain[self.words[number - 1].end : self.words[number].start]
        return any(sign in between for sign in '.!?:;\n"«»(¡¿•*') and not _abbreviated(
            self.words[number - 1], between
        )

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original text; marks on its last letter belong to it."""
        if self.origins is None:
            return start, end
        if end >= len(self.origins):
            return self.origins[start], self.size
        return self.origins[start], max(self.origins[end], self.origins[end - 1] + 1)

    def from_original(self, place: int) -> int:
        """Return where this place of the original stands in the plain text."""
        return place if self.origins is None else bisect_left(self.origins, place)


def _origins(text: str) -> list[int] | None:
    """Return for each plain sign the place it came from; None when all came one to one."""
    if all(len(_table[ord(sign)]) == 1 for sign in set(text)):
        return None
    return [place for place, sign in enumerate(text) for _ in _table[ord(sign)]]


def _lower(plain: str) -> str:
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in plain)


SHORT_TITLES = frozenset(
    "sr sra srta d dª dna dr dra mr mrs ms prof lic av avda c n no num st".split()
)


def _abbreviated(word: Word, between: str) -> bool:
    return between.startswith(".") and "\n" not in between and word.lower in SHORT_TITLES


def fold(text: str) -> str:
    """Return the text in plain small letters, as lists and names are compared."""
    return text.translate(_table).lower()
