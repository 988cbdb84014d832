"""The forms of the library, by code and version."""

from functools import cache
from pathlib import Path

from questionnaires.definitions import Questionnaire
from questionnaires.reader import read_questionnaire

LIBRARY = Path(__file__).parent / "library"


@cache
def _library() -> dict[tuple[str, int], Questionnaire]:
    read = (read_questionnaire(path) for path in sorted(LIBRARY.glob("*.yaml")))
    return {(form.code, form.version): form for form in read}


@cache
def _latest() -> dict[str, Questionnaire]:
    newest_last = sorted(_library().values(), key=lambda form: form.version)
    return {form.code: form for form in newest_last}


def known_codes() -> frozenset[str]:
    """Return the codes of all forms: what a step of a flowchart may name."""
    return frozenset(_latest())


def questionnaires() -> list[Questionnaire]:
    """Return the newest version of each form, by its title in the reader's language."""
    return sorted(_latest().values(), key=lambda form: form.title)


def latest(code: str) -> Questionnaire | None:
    """Return the newest version of a form; None for a code that is not known."""
    return _latest().get(code)


def version_of(code: str, version: int) -> Questionnaire | None:
    """Return one version of a form; None where there is none."""
    return _library().get((code, version))


def versions(code: str) -> list[Questionnaire]:
    """Return all versions of a form, the newest first."""
    found = [form for form in _library().values() if form.code == code]
    return sorted(found, key=lambda form: form.version, reverse=True)
