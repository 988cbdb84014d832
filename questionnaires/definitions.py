"""What a form asks: plain frozen data, read from `library/` by `questionnaires.reader`.

A form is never changed once it was used: another version is another file beside it, and each
filled form names the version and the SHA-256 of the file that it answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core import vocabularies

Labels = Mapping[str, str]
Answer = str | bool | float | list[str]
Answers = Mapping[str, Answer]


class ItemType(StrEnum):
    """The kinds of questions."""

    CHOICE = "choice"
    SEVERAL = "several"
    YESNO = "yesno"
    NUMBER = "number"
    DATE = "date"
    NARRATIVE = "narrative"  # free text: what tells a story or a person


@dataclass(frozen=True)
class Shown:
    """An item is for those alone who answered `item` with one of `values` (`yes` and `no` too)."""

    item: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Say whether the answers ask for the item."""
        answer = answers.get(self.item)
        if isinstance(answer, bool):
            return ("yes" if answer else "no") in self.values
        given = answer if isinstance(answer, list) else [answer]
        return any(value in self.values for value in given)


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question. `options` are its codes with their labels; limits are of numbers."""

    name: str
    type: ItemType
    labels: Labels
    help: Labels = field(default_factory=dict)
    vocabulary: str = ""
    options: Mapping[str, Labels] = field(default_factory=dict)
    required: bool = False
    when: Shown | None = None
    least: float | None = None
    most: float | None = None
    future: bool = False

    def option_label(self, code: str) -> str:
        """Return what an answer means, in the reader's language."""
        if code not in self.options:
            return code
        return vocabularies.pick_language(self.options[code])


@dataclass(frozen=True, kw_only=True)
class Section:
    """Questions that stand together."""

    labels: Labels
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Computed:
    """What is worked out of the answers and shown: a function of `questionnaires.results`."""

    function: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """A form in one version.

    `part` is the part of a case (`disclosure_part`) that its answers belong to; `proposal` says
    that its questions are ours, and no instrument of the sources it names.
    """

    code: str
    version: int
    part: str
    labels: Labels
    about: Labels
    sources: tuple[Labels, ...]
    proposal: bool
    about_child: bool
    sections: tuple[Section, ...]
    computed: tuple[Computed, ...]
    sha256: str

    @property
    def items(self) -> dict[str, Item]:
        """The questions by name, in their order."""
        return {item.name: item for section in self.sections for item in section.items}

    @property
    def title(self) -> str:
        """What it is called, in the reader's language."""
        return vocabularies.pick_language(self.labels)


def in_words(labels: Labels) -> str:
    """Return a text in the reader's language; nothing where there is none."""
    return vocabularies.pick_language(labels) if labels else ""
