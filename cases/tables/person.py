"""What a revealed person shows: to be called within the reveal's block."""

from typing import Any

from django.utils.translation import gettext as _

from cases.enums import DocumentKind, PhoneWatched
from cases.models import Person
from cases.tables.words import label_of
from core import vocabularies
from vault.reading import read_or_unavailable


def safety_lines(person: Person) -> list[str]:
    """Return what must be read before the telephone: watched, hours, who answers, word to say."""
    lines = []
    if _read(person, "phone_watched") == PhoneWatched.NO:
        lines.append(_("Nobody else sees her telephone, as far as is known."))
    else:
        lines.append(_("Act as if somebody else sees her telephone: write and say nothing."))
    if hours := _read(person, "safe_hours"):
        lines.append(_("Only at these hours: %(hours)s") % {"hours": hours})
    if others := _read(person, "who_may_answer"):
        lines.append(_("Others who may answer: %(others)s") % {"others": others})
    if word := _read(person, "code_word"):
        lines.append(_("Say: %(word)s") % {"word": word})
    return lines


def contact_rows(person: Person) -> list[tuple[str, str]]:
    """Return (label, value) of the contact card, the telephone last."""
    channel = _read(person, "channel")
    return [
        (label_of("name_used"), _read(person, "name_used")),
        (label_of("channel"), vocabularies.label("contact_channel", channel) if channel else ""),
        (label_of("telephone"), _read(person, "telephone")),
    ]


def identity_rows(person: Person) -> list[tuple[str, Any]]:
    """Return (label, value) of the identity."""
    papers = read_or_unavailable(person, "documents")
    listed = [_paper(paper) for paper in papers] if isinstance(papers, list) else [papers or ""]
    return [
        (label_of("legal_name"), _read(person, "legal_name")),
        (label_of("birth_date"), read_or_unavailable(person, "birth_date")),
        (label_of("documents"), "\n".join(str(paper) for paper in listed)),
    ]


def _paper(paper: dict[str, str]) -> str:
    kind = dict(DocumentKind.choices).get(paper.get("kind", ""), "")
    return " ".join(str(word) for word in (kind, paper.get("number"), paper.get("country")) if word)


def _read(person: Person, name: str) -> str:
    return str(read_or_unavailable(person, name))
