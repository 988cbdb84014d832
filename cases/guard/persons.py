"""Finds people the vault does not know: after a word that announces a person, or by common names.

All of these are asked about, never refused: a name may be public, and a list of names is never
whole. Two sources: a word of kinship, work or address with a capital beside it, in the order each
language has it; and a given name of the list, alone when it is no word, else before a family name.
"""

import re
from collections.abc import Iterator

from cases.guard.findings import Finding, Kind, Tier
from cases.guard.lexicon import (
    bodies,
    common,
    families,
    given,
    last_names,
    listed,
    places,
    telling_names,
    word_names,
)
from cases.guard.names import ENDINGS, LONGEST_ENDING, SAINTS, STREETS
from cases.guard.reading import Reading, Word

CUES = frozenset(
    "marido esposo esposa pareja expareja novio exnovio novia exmarido companero companera hermano hermana "
    "hermanastro hijo hija madre padre padrastro madrastra tio tia primo prima abuelo abuela cunado cunada suegra "
    "suegro sobrino sobrina nieto nieta vecino vecina amigo amiga jefe jefa encargado encargada dueno duena "
    "propietario propietaria proxeneta explotador explotadora tratante captador captadora traficante reclutador "
    "casero casera abogado abogada letrado letrada procurador procuradora psicologo psicologa social educador "
    "educadora interprete medico medica doctor doctora enfermero enfermera matrona agente inspector inspectora "
    "subinspector juez jueza fiscal profesor profesora monitora voluntario voluntaria tecnico tecnica mediador "
    "mediadora senor senora sr sra don dona dna d da bebe nino nina llamado llamada llama apodado apodada alias "
    "companheiro companheira padrasto madrasta enteado enteada genro tutor tutora namorado namorada irmao irma filho filha pai mae avo cunhado cunhada sogra sogro "
    "sobrinho sobrinha vizinho vizinha patrao patroa chefe dono explorador explorador angariador advogado "
    "advogada assistente inspetor inspetora juiz juiza senhor senhora chamado chamada chama nome conhecido "
    "conhecida conocido conocida nombre menina menino enfermeiro enfermeira educador professora professor "
    "husband partner boyfriend girlfriend ex wife brother sister son daughter mother father stepfather aunt uncle "
    "cousin friend boss manager owner pimp trafficker recruiter madam lawyer solicitor worker psychologist dr dra "
    "nurse officer sergeant judge interpreter teacher volunteer named called mr mrs ms miss neighbour landlord "
    "landlady midwife baby niece nephew grandmother client roommate flatmate".split()
)
DOTTED = frozenset("d da ex".split())
CUE_STEMS = re.compile(
    r"(?:bikote(?:kide)?|bikotekide|senar|emazte|ama|aita|aitaita|amama|anaia|ahizpa|arreba|neba|seme|alaba|lagun|"
    r"adiskide|izeba|osaba|lehengus[ui]|ugazaba|nagusi|jabe|proxeneta|abokatu|psikologo|langile|mediku|erizain|"
    r"polizia|ertzain|epaile|fiskal|interprete|irakasle|hezitzaile|agente|bizilagun|ilob[ae]|erraina|emagin|"
    r"mutil-?lagun|neska-?lagun|tratulari|gizon|neskato|mutiko|haur|andre|jaun)(?:a|ak|ari|aren|arekin|ek|ei|en|ekin|k|ri|ren|rekin)?"
)
EU_AFTER = re.compile(
    r"(?:izen(?:eko|ez|a)|deitzen|jaun(?:a|ak|ari|aren|arekin)|andre(?:a|ak|ari|aren|arekin)|abokatu\w{0,6}|psikologo\w{0,6}|"
    r"mediku\w{0,6}|polizi\w{0,6}|epaile\w{0,6}|hezitzaile\w{0,6}|interprete\w{0,6}|gizarte-langile\w{0,6}|erizain\w{0,6}|doktore\w{0,6})"
)
GAP = re.compile(r"(?:\.?\s{1,2}|\s?[,:]\s|\s?[(\"]\s?)")
INNER = frozenset("de da do dos das del la van von e el al y".split())
ACRONYM = 6
MOST = 4


def find_persons(reading: Reading) -> Iterator[Finding]:
    """Yield names of people, softly."""
    words = reading.words
    number = 0
    while number < len(words):
        last = _name_at(reading, number) if words[number].is_capital else None
        if last is None:
            number += 1
            continue
        yield _finding(reading, number, last)
        number = last + 1


def _name_at(reading: Reading, number: int) -> int | None:
    """Return the last word of the name that begins with this word; None when it begins none."""
    word = reading.words[number]
    if _is_cue(word.lower) or word.lower in SAINTS:
        return None
    last = _run(reading, number)
    may_be = _may_be_name(word)
    if may_be and _announced(reading, number):
        return last
    if _in_building(reading, number):
        return None
    if _is_listed(reading.words[number : last + 1], may_be=may_be):
        return last
    ends = (end for end in (last, number) if may_be and _announced_behind(reading, end))
    return next(ends, None)


def _is_listed(words: list[Word], *, may_be: bool) -> bool:
    """Whether the lists tell this name: a given name that is no word, or one with a family name."""
    first, *rest = words
    if any(bare in telling_names() for bare in _bare(first)):
        return True
    family = any(word.lower in last_names() for word in rest)
    return family and (first.lower in given() or (may_be and words[-1].lower in families()))


def _bare(word: Word) -> Iterator[str]:
    """Yield the word, and what is left of it without a Basque ending."""
    low = word.lower
    yield low
    if low in common():
        return
    for size in range(min(LONGEST_ENDING, len(low) - MOST), 0, -1):
        if low[-size:] in ENDINGS:
            yield low[:-size]


def _run(reading: Reading, number: int) -> int:
    """Return the last of the capitals in a row, particles between them passed over."""
    words, last = reading.words, number
    for n in range(number + 1, min(number + 2 * MOST, len(words))):
        gap = reading.plain[words[n - 1].end : words[n].start]
        if gap not in {" ", "-", ". ", "  "} or (gap == ". " and len(words[n - 1].plain) > 1):
            break
        if words[n].lower in INNER:
            continue
        if not words[n].is_capital or not _may_follow(words[n]):
            break
        last = n
    return last


def _may_follow(word: Word) -> bool:
    return word.lower in last_names() or _may_be_name(word)


def _may_be_name(word: Word) -> bool:
    """Whether a word with a capital may be a name after a word that announces a person."""
    low = word.lower
    if low in places() and low not in last_names():
        return False
    if low in bodies() or _is_cue(low) or len(low) < len("Li"):
        return False
    if word.plain.isupper() and len(low) < ACRONYM and low not in listed():
        return False
    return low not in common() or low in listed() or low in word_names()


def _is_cue(word: str) -> bool:
    return word in CUES or CUE_STEMS.fullmatch(word) is not None


def _announced(reading: Reading, number: int) -> bool:
    """Whether the word before announces a person and nothing but a sign stands between."""
    if number == 0:
        return False
    before = reading.words[number - 1]
    gap = reading.plain[before.end : reading.words[number].start]
    if not GAP.fullmatch(gap):
        return False
    if gap.startswith(".") and len(before.plain) > MOST:
        return False
    if before.lower in DOTTED:
        return gap.startswith((".", "-")) and before.is_capital
    if "," in gap:
        starts = not before.is_capital or reading.begins_sentence(number - 1)
        return starts and _is_cue(before.lower)
    return _is_cue(before.lower)


def _announced_behind(reading: Reading, number: int) -> bool:
    """Whether the next word announces a person, as Basque has it: Itziar abokatua."""
    if number + 1 >= len(reading.words):
        return False
    after = reading.words[number + 1]
    gap = reading.plain[reading.words[number].end : after.start]
    return gap == " " and not after.is_capital and EU_AFTER.fullmatch(after.lower) is not None


def _in_building(reading: Reading, number: int) -> bool:
    """Whether the name is that of a hospital, a street, a saint."""
    for n in range(number - 1, max(number - 1 - MOST, -1), -1):
        word = reading.words[n]
        gap = reading.plain[word.end : reading.words[n + 1].start]
        if any(sign in gap for sign in ",;:!?\n"):
            return False
        if word.lower in SAINTS or word.lower in STREETS:
            return True
        if word.lower in bodies() and word.is_capital:
            return True
        if not word.is_capital and word.lower not in INNER:
            return word.lower in bodies() and n == number - 1 and word.lower not in common()
    return False


def _finding(reading: Reading, first: int, last: int) -> Finding:
    words = reading.words
    stem_end, ending = words[last].end, ""
    for bare in _bare(words[last]):
        if bare in listed() and bare != words[last].lower:
            ending = words[last].lower[len(bare) :]
            stem_end -= len(ending)
            break
    start, end = reading.original(words[first].start, stem_end)
    return Finding(start, end, Kind.PERSON, Tier.SOFT, ending)
