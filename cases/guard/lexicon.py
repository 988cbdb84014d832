"""The word lists that tell a name from a word; see the head of each file for where it comes from."""

from functools import cache
from pathlib import Path

from cases.guard.reading import fold

FOLDER = Path(__file__).parent / "words"


def _load(name: str) -> frozenset[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(
        word for line in lines if not line.startswith("#") for word in fold(line).split()
    )


@cache
def common() -> frozenset[str]:
    """Return words that begin a sentence with a capital and are nobody's name."""
    return _load("common")


@cache
def first_names() -> frozenset[str]:
    return _load("first_names")


@cache
def last_names() -> frozenset[str]:
    return _load("last_names")


@cache
def word_names() -> frozenset[str]:
    """Return names that are words too: Luz, Joy, Mar, Ilargi."""
    return _load("word_names")


@cache
def places() -> frozenset[str]:
    """Return places, peoples, tongues, months and days."""
    return _load("places")


@cache
def bodies() -> frozenset[str]:
    """Return words of which the names of bodies and buildings are made."""
    return _load("bodies")


@cache
def telling_names() -> frozenset[str]:
    """Return given names that are no word and no place: alone they tell of a person."""
    return first_names() - word_names() - places() - common() - bodies()


@cache
def ordinary() -> frozenset[str]:
    """Return all words with a capital that are not taken for a slip in a name."""
    return common() | places() | bodies()


@cache
def given() -> frozenset[str]:
    """Return all given names, those that are words too."""
    return first_names() | word_names()


@cache
def listed() -> frozenset[str]:
    """Return all names of the lists that are first and foremost names."""
    return first_names() | last_names()


@cache
def families() -> frozenset[str]:
    """Return family names that are neither words nor places."""
    return last_names() - word_names() - places()
