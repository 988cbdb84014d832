"""Reads the file of a form, strictly: what is wrong is said of the file, all of it at once."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from core import vocabularies
from questionnaires.definitions import (
    Computed,
    Item,
    ItemType,
    Labels,
    Questionnaire,
    Section,
    Shown,
)
from questionnaires.results import FUNCTIONS

# The one written in C reads the library ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Names that the pages use for themselves.
RESERVED = frozenset({"seen", "once", "child", "draft", "note"})
_LANGUAGES = vocabularies.LANGUAGES
_KEYS = {
    "form": {
        "code", "version", "part", "about", "sources", "proposal", "about_child", "sections",
        "computed", *_LANGUAGES,
    },
    "section": {"items", *_LANGUAGES},
    "item": {
        "name", "type", "help", "vocabulary", "where", "values", "required", "when", "least",
        "most", "future", *_LANGUAGES,
    },
}  # fmt: skip
_CODED = {ItemType.CHOICE, ItemType.SEVERAL}


class MalformedQuestionnaire(ValueError):
    """A file that is no form; the message names the file and everything that is wrong."""


def read_questionnaire(path: Path) -> Questionnaire:
    """Return the form in this file. Raises MalformedQuestionnaire."""
    content = path.read_bytes()
    try:
        told = yaml.load(content, Loader=_LOADER)  # noqa: S506 -- both are safe loaders
    except yaml.YAMLError as error:
        raise MalformedQuestionnaire(f"{path.name}: it is not YAML: {error}") from error
    faults = list(_faults(told, path.name))
    if faults:
        raise MalformedQuestionnaire(f"{path.name}: " + "; ".join(faults))
    return _form(told, hashlib.sha256(content).hexdigest())


def _faults(told: Any, name: str) -> Iterator[str]:
    if not isinstance(told, dict):
        yield "it is not a form"
        return
    yield from _words(told, "the form")
    yield from _unknown(told, "form", "the form")
    if f"{told.get('code')}.{told.get('version')}.yaml" != name:
        yield "the file is not named CODE.VERSION.yaml"
    if told.get("part") not in vocabularies.codes("disclosure_part"):
        yield f"part “{told.get('part')}” is not a part of a case"
    yield from _words(told.get("about") or {}, "about")
    yield from _source_faults(told)
    for one in told.get("computed", []):
        if not isinstance(one, dict) or one.get("function") not in FUNCTIONS:
            yield f"computed: “{one}” names no known function"
    seen: dict[str, dict[str, Any]] = {}
    for section in told.get("sections") or [{}]:
        yield from _section_faults(section, seen)


def _source_faults(told: Mapping[str, Any]) -> Iterator[str]:
    if not told.get("sources"):
        yield "it names no source"
    for source in told.get("sources") or ():
        yield from _words(source, "a source")


def _section_faults(section: Any, seen: dict[str, dict[str, Any]]) -> Iterator[str]:
    if not isinstance(section, dict) or not isinstance(section.get("items"), list):
        yield "a section holds no items"
        return
    yield from _words(section, "a section")
    yield from _unknown(section, "section", "a section")
    for item in section["items"]:
        if not isinstance(item, dict) or not _NAME.fullmatch(str(item.get("name"))):
            yield f"“{item}” has no name of small letters"
            continue
        name = item["name"]
        if name in seen or name in RESERVED:
            yield f"{name}: the name is taken"
        yield from _unknown(item, "item", name)
        yield from _words(item, name)
        yield from _item_faults(item, seen)
        seen[name] = item


def _item_faults(item: dict[str, Any], seen: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    name = item["name"]
    if item.get("type") not in set(ItemType):
        yield f"{name}: “{item.get('type')}” is not a kind of question"
        return
    if item["type"] in _CODED:
        yield from _option_faults(item)
    elif item.get("values") or item.get("vocabulary"):
        yield f"{name}: only a choice has values"
    if item.get("help"):
        yield from _words(item["help"], f"{name}, help")
    when = item.get("when")
    if when is None:
        return
    if not isinstance(when, dict) or when.get("item") not in seen:
        yield f"{name}: `when` names no question before it"
        return
    asked = seen[when["item"]]
    known = {"yes", "no"} if asked["type"] == ItemType.YESNO else set(_options(asked))
    if not when.get("is") or not set(when["is"]) <= known:
        yield f"{name}: `when` names no answer of {when['item']}"


def _option_faults(item: dict[str, Any]) -> Iterator[str]:
    name, vocabulary = item["name"], item.get("vocabulary")
    if vocabulary and vocabulary not in vocabularies.names():
        yield f"{name}: there is no vocabulary “{vocabulary}”"
    elif bool(vocabulary) == bool(item.get("values")):
        yield f"{name}: give either values or a vocabulary"
    elif not _options(item):
        yield f"{name}: nothing can be answered"
    else:
        for code, labels in _options(item).items():
            yield from _words(labels, f"{name}, {code}")


def _words(labels: Any, where: str) -> Iterator[str]:
    missing = [one for one in _LANGUAGES if not isinstance(labels, dict) or not labels.get(one)]
    if missing:
        yield f"{where}: no words in {', '.join(missing)}"


def _unknown(told: Mapping[str, Any], kind: str, where: str) -> Iterator[str]:
    if unknown := sorted(str(key) for key in told.keys() - _KEYS[kind]):
        yield f"{where}: unknown {', '.join(unknown)}"


def _options(item: Mapping[str, Any]) -> dict[str, Labels]:
    if vocabulary := item.get("vocabulary"):
        where = item.get("where", {})
        entries = ((c, vocabularies.entry(vocabulary, c)) for c in vocabularies.codes(vocabulary))
        return {
            code: _labels(entry)
            for code, entry in entries
            if all(entry.get(key) == value for key, value in where.items())
        }
    return {str(code): labels for code, labels in (item.get("values") or {}).items()}


def _labels(told: Mapping[str, Any]) -> Labels:
    return {one: str(told[one]).strip() for one in _LANGUAGES if told.get(one)}


def _form(told: Mapping[str, Any], sha256: str) -> Questionnaire:
    return Questionnaire(
        code=told["code"],
        version=int(told["version"]),
        part=told["part"],
        labels=_labels(told),
        about=_labels(told["about"]),
        sources=tuple(map(_labels, told["sources"])),
        proposal=bool(told.get("proposal")),
        about_child=bool(told.get("about_child")),
        sections=tuple(
            Section(
                labels=_labels(section),
                items=tuple(_item(item) for item in section["items"]),
            )
            for section in told["sections"]
        ),
        computed=tuple(
            Computed(
                function=one["function"],
                settings={key: value for key, value in one.items() if key != "function"},
            )
            for one in told.get("computed", [])
        ),
        sha256=sha256,
    )


def _item(told: Mapping[str, Any]) -> Item:
    when = told.get("when")
    return Item(
        name=told["name"],
        type=ItemType(told["type"]),
        labels=_labels(told),
        help=_labels(told.get("help") or {}),
        vocabulary=told.get("vocabulary", ""),
        options=_options(told) if told["type"] in _CODED else {},
        required=bool(told.get("required")),
        when=Shown(when["item"], tuple(when["is"])) if when else None,
        least=told.get("least"),
        most=told.get("most"),
        future=bool(told.get("future")),
    )
