"""What is known of a person, made ready to be looked for; never kept longer than one scan."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.guard.lexicon import common, word_names
from cases.guard.reading import fold

LEAST_LETTERS, LEAST_ALONE, LEAST_SMALL = 2, 3, 5
LEAST_FUZZY, LEAST_SHORTENED, LEAST_VALUE = 4, 6, 5
NATIONAL_DIGITS = 9
PARTICLES = frozenset(
    "de la las los del da das do dos di el al e y i bin bint ben ibn abu van von der den of the".split()
)
SOUNDS = [
    *(("kh", "j"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("gh", "g"), ("sh", "s"), ("tx", "ch")),
    *(("qu", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ce", "se"), ("ci", "si")),
    *(("ge", "je"), ("gi", "ji"), ("c", "k"), ("z", "s"), ("v", "b"), ("w", "u"), ("y", "i")),
    ("h", ""),
]
DOUBLE = re.compile(r"(.)\1+")
NICKNAMES = {
    "ana": "anita anuska",
    "antonia": "toni tona tonia",
    "beatriz": "bea bia",
    "catalina": "cata",
    "concepcion": "concha conchi conchita",
    "consuelo": "chelo",
    "cristina": "cris tina",
    "dolores": "lola loli lolita",
    "encarnacion": "encarna encarni",
    "esperanza": "espe",
    "fatima": "fati",
    "francisca": "paqui paca kika chica",
    "francisco": "paco patxi kiko chico",
    "gabriela": "gabi gaby",
    "guadalupe": "lupe lupita",
    "isabel": "isa chavela bela",
    "jose": "pepe ze",
    "josefa": "pepa zefa",
    "juana": "juani",
    "luz": "lucy lucecita",
    "manuela": "manoli manu nela",
    "margarita": "marga rita",
    "maria": "mari mariquita",
    "mercedes": "merche mertxe",
    "milagros": "mila",
    "monica": "moni",
    "patricia": "patri paty",
    "pilar": "pili",
    "remedios": "reme",
    "rosario": "charo txaro",
    "soledad": "sole",
    "susana": "susi",
    "teresa": "tere teresita",
    "veronica": "vero",
    "yolanda": "yoli",
}


@dataclass(frozen=True)
class KnownIdentity:
    """What the vault knows of the person, and perhaps of those around her.

    `names` in full, `aliases` as she is called; `values` are telephones, documents, addresses of
    hers, found exactly but for separators. Nothing is looked for when it is empty.
    """

    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    dob: dt.date | None = None
    values: tuple[str, ...] = ()


def identity_of(values: Mapping[str, Any]) -> KnownIdentity:
    """Return what to look for, of what a person's identity and contact card hold by field.

    What describes how to reach her (hours, who may answer, the word to say) is ordinary words, which
    a text may hold by chance; they are not looked for. A telephone is looked for with its country
    and without.
    """
    telephone = "".join(sign for sign in values.get("telephone") or "" if sign.isdigit())
    numbers = [paper.get("number") or "" for paper in values.get("documents") or ()]
    values_of_hers = (telephone, telephone[-NATIONAL_DIGITS:], *numbers)
    return KnownIdentity(
        names=tuple(filter(None, [values.get("legal_name")])),
        aliases=tuple(filter(None, [values.get("name_used")])),
        dob=values.get("birth_date"),
        values=tuple(filter(None, values_of_hers)),
    )


@dataclass(frozen=True)
class Part:
    """One word of a known name: as compared, and as it sounds."""

    text: str
    sound: str
    is_word: bool


@dataclass
class KnownNames:
    """The parts of all her names, and the shorter and joined forms that stand for them."""

    parts: dict[str, Part] = field(default_factory=dict)
    forms: set[str] = field(default_factory=set)

    def of(self, word: str) -> Part | None:
        return self.parts.get(word)


def known_names(identity: KnownIdentity) -> KnownNames:
    """Return what to look for; particles such as "de la" are no part of a name by themselves."""
    known = KnownNames()
    for name in (*identity.names, *identity.aliases):
        words = re.findall(r"[^\W\d_]+", fold(name))
        for word in words:
            if len(word) >= LEAST_LETTERS and word not in PARTICLES:
                known.parts[word] = _part(word)
        known.forms |= set(_joined(words))
    for word in list(known.parts):
        known.forms |= set(_short_forms(word))
    known.forms = {form for form in known.forms if form not in known.parts and form not in common()}
    return known


def _part(word: str) -> Part:
    return Part(word, sound(word), word in word_names() or word in common())


def sound(word: str) -> str:
    """Return the word as it is roughly said, so that Khadija, Kadija and Jadiya come close."""
    for letters, said in SOUNDS:
        word = word.replace(letters, said)
    return DOUBLE.sub(r"\1", word)


def _joined(words: list[str]) -> Iterable[str]:
    """Yield neighbouring words written as one: El Ouardi, Elouardi."""
    for first in range(len(words)):
        for last in range(first + 2, len(words) + 1):
            joined = "".join(words[first:last])
            if len(joined) >= LEAST_SHORTENED:
                yield joined


def _short_forms(word: str) -> Iterable[str]:
    """Yield pet forms: Yolandita, Joaninha, Anetxu, and those of usage."""
    yield from NICKNAMES.get(word, "").split()
    if len(word) < LEAST_ALONE:
        return
    stem = word.rstrip("aeiou")
    yield from (stem + small for small in ("ita", "ito", "inha", "inho", "itxu"))
    yield from (word + small for small in ("txu", "txo", "cita", "zinha"))
