"""Finds the names of the vault: with slips, without accents, joined, with Basque endings.

A name that is also a word (Joy, Luz, Esperança) counts with a capital only, and hardly any slip;
others count in small letters too. Near misses count with a capital only, and never when the word is an
ordinary one of the four languages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from cases.guard.findings import Finding, Kind, Tier
from cases.guard.identity import (
    LEAST_ALONE,
    LEAST_FUZZY,
    LEAST_SHORTENED,
    LEAST_SMALL,
    PARTICLES,
    KnownNames,
    Part,
    sound,
)
from cases.guard.lexicon import bodies, common, ordinary, places
from cases.guard.reading import Reading, Word

# After a vowel, after a consonant.
ENDINGS = frozenset(
    "k ek ri i ren en rena ena renak enak rekin ekin rentzat entzat rentzako entzako rengan engan "
    "rengana engana rengandik engandik rengatik engatik gana gandik gatik z ez ko eko tik etik ra "
    "era n gan ganako renganako enganako".split()
)
LONGEST_ENDING = max(len(ending) for ending in ENDINGS)
ALIKE, NEAR, LONG_ENOUGH = 0.78, 0.82, 6
SKELETON, SLIPS, FAR = 3, 2, 3
LONG_WORD, WORD_ALIKE = 7, 0.85
SAINTS = frozenset("san santa santo sao sant st saint virgen".split())
OF = frozenset("de da do del dos das of para por with at in".split())
AND = frozenset("y e and eta".split())
DETERMINING = frozenset(
    "su sus el la los las un una dos tres otra otras a o as os um uma sua seu outra her his the two "
    "another bere beste yo eu i she he ella ela".split()
)
VOWELS = re.compile("[aeiou]")
SPELLED = re.compile(r"\b[^\W\d_](?:[ .\-]{1,2}[^\W\d_]){2,}\b")
ROOM = 4  # words looked back for the name of a building


@dataclass(frozen=True)
class _Match:
    """A word that is, or may be, part of her name."""

    number: int
    word: Word
    ending: str
    part: Part | None


def find_names(reading: Reading, known: KnownNames) -> Iterator[Finding]:
    """Yield where the known names stand, neighbouring words of a name as one finding."""
    if not known.parts:
        return
    seen: dict[tuple[str, bool], tuple[str, Part | None] | None] = {}
    matches = []
    for number, word in enumerate(reading.words):
        if not word.is_capital and len(word.lower) < LEAST_SMALL:
            continue
        key = (word.lower, word.is_capital)
        if key not in seen:
            seen[key] = _match(word, known)
        if (found := seen[key] or _split(reading, number, known)) is not None:
            matches.append(_Match(number, word, *found))
    for group in _groups(reading, matches):
        if len(group) > 1 or _counts_alone(reading, group[0]):
            yield _finding(reading, group)
    yield from _spelled(reading, known)


def _match(word: Word, known: KnownNames) -> tuple[str, Part | None] | None:
    """Return the ending and the part that this word is; None when it is none of them."""
    for stem, ending in _stems(word.lower):
        part = known.of(stem)
        if part is not None and (word.is_capital or _counts_small(part, ending)):
            return ending, part
        if stem in known.forms and (word.is_capital or len(stem) >= LEAST_SHORTENED):
            return ending, None
    return _near(word, known)


def _near(word: Word, known: KnownNames) -> tuple[str, Part | None] | None:
    """Return the ending and the part that this word, with a slip or two, is."""
    if not word.is_capital or word.lower in ordinary():
        return None
    for stem, ending in _stems(word.lower):
        if len(ending) == 1 or len(stem) < LEAST_FUZZY or stem in ordinary():
            continue
        said = sound(stem)
        for part in known.parts.values():
            near = _is_near_word if part.is_word else _is_near
            if near(stem, said, part):
                return ending, part
    return None


def _split(reading: Reading, number: int, known: KnownNames) -> tuple[str, Part | None] | None:
    """Return the part that this word is one half of, written as two: Mei-Fang for Meifang."""
    if not reading.words[number].is_capital:
        return None
    for first in (number - 1, number):
        halves = reading.words[max(first, 0) : first + 2]
        if len(halves) > 1 and halves[0].end + 1 == halves[1].start:
            part = known.of(halves[0].lower + halves[1].lower)
            if part is not None and halves[0].is_capital and halves[1].lower not in ordinary():
                return "", part
    return None


def _counts_small(part: Part, ending: str) -> bool:
    return len(part.text) >= LEAST_SMALL and not part.is_word and len(ending) != 1


def _stems(word: str) -> Iterator[tuple[str, str]]:
    yield word, ""
    for size in range(min(LONGEST_ENDING, len(word) - LEAST_ALONE), 0, -1):
        if word[-size:] in ENDINGS:
            yield word[:-size], word[-size:]


def _is_near_word(stem: str, said: str, part: Part) -> bool:
    """Whether this is nearly a name that is a word too."""
    same = said == part.sound and len(said) >= LEAST_FUZZY
    long = min(len(stem), len(part.text)) >= LONG_WORD and stem[0] == part.text[0]
    return same or (long and _likeness(stem, part.text) >= WORD_ALIKE)


def _is_near(stem: str, said: str, part: Part) -> bool:
    if len(part.text) < LEAST_FUZZY:
        return False
    if said == part.sound and len(said) >= LEAST_ALONE:
        return True
    if len(part.text) >= LEAST_SHORTENED and part.text.startswith(stem):
        return True
    if min(len(stem), len(part.text)) < LEAST_SMALL or abs(len(stem) - len(part.text)) > FAR:
        return False
    alike = max(_likeness(stem, part.text), _likeness(said, part.sound))
    same_start = stem[0] == part.text[0] or said[:1] == part.sound[:1]
    if (alike >= ALIKE and same_start) or (alike >= NEAR and len(stem) >= LONG_ENOUGH):
        return True
    bones, own = VOWELS.sub("", said), VOWELS.sub("", part.sound)
    return bones == own and len(bones) >= SKELETON and OSA.distance(said, part.sound) <= SLIPS


def _likeness(one: str, other: str) -> float:
    return OSA.normalized_similarity(one, other)


def _groups(reading: Reading, matches: list[_Match]) -> Iterator[list[_Match]]:
    """Yield the matches that stand beside each other, with at most particles in between."""
    group: list[_Match] = []
    for match in matches:
        if group and not _beside(reading, group[-1], match):
            yield group
            group = []
        group.append(match)
    if group:
        yield group


def _beside(reading: Reading, one: _Match, other: _Match) -> bool:
    between = reading.words[one.number + 1 : other.number]
    gap = reading.plain[one.word.end : other.word.start]
    return (
        not one.ending
        and len(between) < ROOM
        and not any(sign in gap for sign in ".,;:!?()\n/")
        and all(word.lower in PARTICLES for word in between)
    )


def _counts_alone(reading: Reading, match: _Match) -> bool:
    """Whether one word is enough; not two letters, a saint, a building, or a mere word."""
    if len(match.word.plain) - len(match.ending) < LEAST_ALONE:
        return False
    before = _capitals_before(reading, match.number)
    if before[:1] and before[0] in SAINTS:
        return False
    if match.part is None or not match.part.is_word:
        return True
    return not _is_mere_word(reading, match) and not any(
        word in bodies() or word in STREETS for word in before
    )


def _is_mere_word(reading: Reading, match: _Match) -> bool:
    """Whether what follows shows the word and not the name: Dolores de cabeza, Sol y calor."""
    after = reading.words[match.number + 1 : match.number + 3]
    if after and after[0].is_capital and after[0].lower in places():
        return True
    if not after or not reading.begins_sentence(match.number):
        return False
    if after[0].lower in OF or (match.ending and match.word.lower in common()):
        return True
    joined = after[0].lower in AND and len(after) > 1 and not after[1].is_capital
    return joined and after[1].lower not in DETERMINING


STREETS = frozenset(
    "calle c avenida avda plaza paseo costa playa praia puerta porta puente rua travessa praca largo "
    "kalea street isla ilha monte pico valle vale barrio bairro parque mirador".split()
)


def _capitals_before(reading: Reading, number: int) -> list[str]:
    """Return the words with a capital right before, nearest first, particles passed over."""
    found: list[str] = []
    for word in reversed(reading.words[max(number - ROOM, 0) : number]):
        if "." in reading.plain[word.end : word.end + 1] and word.lower not in {"st", "c", "av"}:
            break
        if word.is_capital or word.lower in STREETS:
            found.append(word.lower)
        elif word.lower not in PARTICLES:
            break
    return found


def _finding(reading: Reading, group: list[_Match]) -> Finding:
    last = group[-1]
    end = last.word.end - len(last.ending)
    start, stop = reading.original(group[0].word.start, end)
    ending = last.ending or _hyphened(reading, end)
    return Finding(start, stop, Kind.VAULT_NAME, Tier.HARD, ending, by_vault=True)


def _hyphened(reading: Reading, end: int) -> str:
    found = re.compile(r"-([a-z]+)\b").match(reading.lower, end)
    return found[0] if found and found[1] in ENDINGS else ""


def _spelled(reading: Reading, known: KnownNames) -> Iterator[Finding]:
    """Yield names written letter by letter: B l e s s i n g, B.l.e.s.s.i.n.g."""
    for found in SPELLED.finditer(reading.lower):
        letters = re.sub(r"[\W_]", "", found[0])
        for part in known.parts:
            if len(part) >= LEAST_FUZZY and part in letters:
                start, end = reading.original(found.start(), found.end())
                yield Finding(start, end, Kind.VAULT_NAME, Tier.HARD, by_vault=True)
                break
