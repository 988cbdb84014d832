"""Every form that any page offers to anybody, found by opening the pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse
from lxml import html

from entities.models import User
from tests.access.asking import address
from tests.access.table import cells
from tests.access.world import World

READERS = (
    ("caseworker", "own"), ("coordinator", "own"), ("administrator", "own"), ("auditor", "own"),
    ("coordinator", "accepted"), ("coordinator", "offered"), ("data_protection_officer", "own"),
    ("custodian", "own"),
    ("protocol_manager", "own"),
    (None, "own"),
)  # fmt: skip
TYPED = {"text", "textarea", "email", "password", "search", "number", "date", "month", "tel"}
WORDS = {"text", "textarea", "search"}
GALLERY = {"components"}


@dataclass(frozen=True)
class Form:
    """A form for posting: whose address, by whom it was seen, and what it asks."""

    page: str
    path: str
    person: User | None
    kinds: dict[str, str] = field(hash=False)
    values: dict[str, list[str]] = field(hash=False)

    def of_kind(self, *kinds: str) -> list[str]:
        """The names of fields of these kinds."""
        return [name for name, kind in self.kinds.items() if kind in kinds]


def _kind(control: html.HtmlElement) -> str:
    if control.tag in {"textarea", "select"}:
        return str(control.tag)
    return str(control.get("type", "text"))


def _read(form: html.HtmlElement) -> tuple[dict[str, str], dict[str, list[str]]]:
    kinds: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for control in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        name, kind = control.get("name"), _kind(control)
        if kind in {"hidden", "submit"}:
            continue
        kinds[name] = kind
        if kind == "select":
            found = control.xpath(".//option[@selected]/@value")
        elif kind in {"checkbox", "radio"}:
            found = [control.get("value", "on")] if "checked" in control.attrib else []
        else:
            found = [control.text or "" if kind == "textarea" else control.get("value", "")]
        values.setdefault(name, []).extend(found)
    return kinds, values


def _page_of(path: str) -> str:
    try:
        return str(resolve(urlsplit(path).path).view_name)
    except Resolver404:
        return ""


def forms(world: World) -> list[Form]:
    """All forms that ask for something, each once; the choice of language apart."""
    found: dict[tuple[str, frozenset[str]], Form] = {}
    for form in _all_forms(world):
        if form.kinds and form.page != "set_language":
            found.setdefault((form.page, frozenset(form.kinds)), form)
    return list(found.values())


def _all_forms(world: World) -> Iterator[Form]:
    for role, relation in READERS:
        person = world.person(role, relation) if role else None
        by = person or world.person("caseworker")
        paths = [address(world, page, by) for page in sorted(_readable(role, relation) - GALLERY)]
        for path in paths + _steps(world, by):
            answer = world.browser(person).get(path)
            if answer.status_code == HTTPStatus.OK and "html" in answer.headers["Content-Type"]:
                yield from _of_page(answer, path, person)


def _readable(role: str | None, relation: str) -> set[str]:
    """The pages that the table says she may open."""
    relations = {relation, "inside"} if relation == "own" else {relation}
    return {
        cell.page
        for cell in cells()
        if (cell.method, cell.expected) == ("GET", "200")
        and cell.role == (role or "anonymous")
        and cell.relation in relations
    }


def _steps(world: World, by: User) -> list[str]:
    """Steps that are done or waiting on the other flowcharts of the case."""
    steps = [("open", "ask"), ("to_refer", "ask"), ("theirs", "ask")]
    return [
        reverse("referrals:step", args=[world.code(by), world.runs[run].number, element])
        for run, element in steps
    ]


def _of_page(answer: Any, here: str, person: User | None) -> Iterator[Form]:
    tree = html.fromstring(answer.content)
    for form in tree.xpath("//main//form[translate(@method,'POST','post')='post']"):
        path = form.get("action") or here
        yield Form(_page_of(path), path, person, *_read(form))
