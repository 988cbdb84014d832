"""Reads single XML elements: labels, attributes and our extensions, noting all that is wrong."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from django.utils.translation import gettext as _
from lxml import etree

from protocols.durations import Duration, parse_duration
from protocols.elements import Labels
from protocols.findings import Finding, Severity
from protocols.namespaces import BPMN, BPMNDI, REF
from protocols.subset import RULES, WHY_NOT, Rule

LANGUAGES = frozenset({"es", "eu", "pt", "en"})
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
CODE = re.compile(r"[A-Za-z0-9_]{1,64}")
MAX_LABEL = 300
MAX_NOTE = 1000
NAMELESS = frozenset({"definitions", "laneSet", "timerEventDefinition"})
Choice = TypeVar("Choice", bound=StrEnum)


@lru_cache(maxsize=1024)
def _split(name: object) -> tuple[str, str]:
    """Return namespace ("" without any) and local name of an element or attribute."""
    namespace, _brace, local = str(name).rpartition("}")
    return namespace[1:], local


class Source:
    """One XML element being read; everything wrong with it goes to the shared `findings`."""

    __slots__ = ("_children", "_inside", "element", "findings", "language", "namespace", "tag")

    def __init__(self, element: etree._Element, findings: list[Finding], language: str) -> None:
        self.element = element
        self.findings = findings
        self.language = language
        self._children: list[Source] | None = None
        self._inside: list[Source] | None = None
        self.namespace, self.tag = _split(element.tag)

    @property
    def id(self) -> str:
        """Its id; without one, its tag and line, so that a finding can still say where."""
        return self.element.get("id") or f"{self.tag} (line {self.element.sourceline})"

    def refuse(self, code: str, message: str) -> None:
        """Note an error of this element."""
        self.findings.append(Finding(code, Severity.ERROR, self.id, message))

    def check(self) -> None:
        """Note everything in it that is outside the subset, and an id that cannot be used."""
        rule = RULES[self.tag]
        self._check_attributes(rule)
        for child in self.children():
            if child.namespace not in {BPMN, BPMNDI} or child.tag not in rule.children:
                child.refuse_element()
        for extension in self._extensions:
            if extension.namespace != REF or extension.tag not in rule.extensions:
                extension.refuse_element()

    def _check_attributes(self, rule: Rule) -> None:
        if self.tag not in NAMELESS and not IDENTIFIER.fullmatch(self.element.get("id", "")):
            self.refuse("bad_id", _("It needs an id of letters, digits, “_”, “-” or “.”."))
        for raw in map(str, self.element.attrib):
            namespace, name = _split(raw)
            allowed = {"": rule.attributes, REF: rule.own}.get(namespace, frozenset())
            if name not in allowed and not (namespace and self.tag == "definitions"):
                self.refuse(
                    "not_in_subset",
                    _("The attribute “%(name)s” cannot be used here.")
                    % {"name": self._name(etree.QName(raw))},
                )

    def _name(self, name: etree.QName) -> str:
        prefix = next((p for p, uri in self.element.nsmap.items() if uri == name.namespace), None)
        return f"{prefix}:{name.localname}" if name.namespace and prefix else name.localname

    def refuse_element(self) -> None:
        """Note that the whole element is outside the subset, and what to use instead."""
        advice = str(WHY_NOT.get(self.tag, "")) if self.namespace == BPMN else ""
        message = _("“%(name)s” cannot be used in a protocol.") % {
            "name": self._name(etree.QName(self.element))
        }
        self.refuse("not_in_subset", f"{message} {advice}".strip())

    def children(self, *tags: str) -> list["Source"]:
        """Return its child elements, or only those of these BPMN tags."""
        if self._children is None:
            self._children = [
                Source(element, self.findings, self.language) for element in self.element
            ]
        if not tags or not self._children:
            return self._children
        return [item for item in self._children if item.tag in tags and item.namespace == BPMN]

    @property
    def _extensions(self) -> list["Source"]:
        if self._inside is None:
            holders = self.children("extensionElements")
            self._inside = [item for holder in holders for item in holder.children()]
        return self._inside

    def own(self, tag: str) -> list["Source"]:
        """Return our extension elements of this tag."""
        inside = self.children() if self.namespace == REF else self._extensions
        return [item for item in inside if item.tag == tag and item.namespace == REF]

    @property
    def text(self) -> str:
        """Its text, without outer white space."""
        if len(self.element) == 0:
            return (self.element.text or "").strip()
        return "".join(str(part) for part in self.element.itertext()).strip()

    def labels(self) -> Labels:
        """Its labels by language; the plain name counts for the language of the file."""
        found = self._said("label", MAX_LABEL)
        name = (self.element.get("name") or "").strip()
        if name and len(name) <= MAX_LABEL:
            found.setdefault(self.language, name)
        return found

    def notes(self) -> Labels:
        """Its notes by language; the plain documentation counts for the language of the file."""
        found = self._said("note", MAX_NOTE)
        plain = "\n".join(item.text for item in self.children("documentation"))
        if plain:
            found.setdefault(self.language, plain)
        return found

    def _said(self, tag: str, longest: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for item in self.own(tag):
            language, text = item.element.get("lang", ""), item.text
            if language not in LANGUAGES or len(text) > longest:
                message = _("A text needs a known language and at most %(count)d characters.")
                self.refuse("bad_value", message % {"count": longest})
            elif text:
                found[language] = text
        return found

    def ref(self, name: str) -> str:
        """Return one of our attributes; "" when it is not there."""
        return (self.element.get(f"{{{REF}}}{name}") or "").strip()

    def plain(self, name: str) -> str:
        """Return an attribute without namespace; "" when it is not there."""
        return (self.element.get(name) or "").strip()

    def codes(self, name: str) -> tuple[str, ...]:
        """Return the space-separated codes of one of our attributes."""
        return self.as_codes(name, self.ref(name))

    def as_codes(self, name: str, text: str) -> tuple[str, ...]:
        """Split codes at spaces; note those that cannot be codes."""
        found = tuple(text.split())
        if not all(CODE.fullmatch(code) for code in found):
            self.bad_value(name, text)
            return ()
        return found

    def bad_value(self, name: str, value: str) -> None:
        """Note an attribute whose value cannot be read."""
        self.refuse(
            "bad_value",
            _("“%(value)s” is not a possible value of “%(name)s”.")
            % {"value": value[:80], "name": name},
        )

    def choice(self, name: str, kind: type[Choice], default: Choice) -> Choice:
        """Return one of our attributes as a member of `kind`."""
        value = self.ref(name)
        try:
            return kind(value) if value else default
        except ValueError:
            self.bad_value(name, value)
            return default

    def flag(self, name: str, *, default: bool = False, value: str | None = None) -> bool:
        """Return a true/false attribute (`value`: one that was read already)."""
        text = self.ref(name) if value is None else value
        if text not in {"", "true", "false"}:
            self.bad_value(name, text)
        return default if text == "" else text == "true"

    def duration(self, name: str, text: str) -> Duration | None:
        """Return an ISO 8601 duration; None without text, or noted when it cannot be read."""
        if not text:
            return None
        try:
            return parse_duration(text)
        except ValueError:
            self.refuse(
                "bad_duration",
                _("“%(value)s” is no duration: write PT2H, P15D or P1M (%(name)s).")
                % {"value": text[:80], "name": name},
            )
            return None
