"""Reads `protocols/library/source/protocols.yaml`: one protocol in the variant of a country."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from protocols.elements import Effect, Labels

LIBRARY = Path(__file__).resolve().parents[1] / "protocols" / "library"
LANGUAGES = ("es", "eu", "pt", "en")
Entry = Mapping[str, Any]


@cache
def _content() -> Any:
    return yaml.safe_load((LIBRARY / "source" / "protocols.yaml").read_text(encoding="utf-8"))


class Book:
    """The YAML file, and one protocol of it in the variant of a country."""

    def __init__(self, protocol_id: str, country: str) -> None:
        content = _content()
        self.basis: Mapping[str, Labels] = content["meta"]["basis"]
        self.outcomes: Mapping[str, Labels] = content["meta"]["outcomes"]
        self.codes = {entry["id"]: entry["code"] for entry in content["protocols"]}
        self.country = country
        self.protocol = next(e for e in content["protocols"] if e["id"] == protocol_id)
        variant = self.protocol.get("variants", {}).get(country, {})
        dropped = set(variant.get("drop", []))
        self.nodes = [self._vary(node) for node in self.protocol["nodes"]]
        self.nodes = [node for node in self.nodes if node["id"] not in dropped]
        self.flows = [
            flow
            for flow in [*self.protocol["flows"], *variant.get("flows", [])]
            if not {flow["f"], flow["t"]} & dropped
        ]
        self.fields = {item["name"]: item for node in self.nodes for item in node.get("fields", [])}

    def _vary(self, node: Entry) -> Entry:
        varied = {**node, **node.get("variants", {}).get(self.country, {})}
        return {key: value for key, value in varied.items() if value is not None}

    def notes(self) -> dict[str, str]:
        """Return what is said of the whole protocol and of its variant."""
        variant = self.protocol.get("variants", {}).get(self.country, {})
        return join_notes([self.protocol.get("deadline_note", {}), variant.get("note", {})])

    def used_sources(self) -> dict[str, Labels]:
        """Return the sources that the protocol or one of its nodes names."""
        named = [*self.protocol["basis"]]
        for node in self.nodes:
            named += bases(node)
        return {code: labels(self.basis[code]) for code in self.basis if code in named}


def labels(entry: Entry) -> dict[str, str]:
    """Return the four labels of an entry."""
    return {language: entry[language] for language in LANGUAGES}


def bases(node: Entry) -> list[str]:
    """Return the sources of a node and of its deadline, each once."""
    found = [*node.get("basis", [])]
    deadline = node.get("deadline", {}).get("basis")
    return found if deadline is None or deadline in found else [*found, deadline]


def notes(node: Entry) -> dict[str, str]:
    """Return what is said of a node and of its deadline beyond their attributes, a line each."""
    return join_notes([node.get("note", {}), node.get("deadline", {}).get("note", {})])


def join_notes(several: Sequence[Labels]) -> dict[str, str]:
    """Return notes as one, a line each."""
    said = {lang: [note[lang] for note in several if note] for lang in LANGUAGES}
    return {lang: "\n".join(lines) for lang, lines in said.items() if lines}


def effects(node: Entry) -> tuple[Effect, ...]:
    """Return the proposed changes of status; the form is an attribute of its own."""
    return tuple(
        Effect(status, tuple(value) if isinstance(value, list) else (value,))
        for status, value in node.get("effect", {}).items()
        if status != "form"
    )
