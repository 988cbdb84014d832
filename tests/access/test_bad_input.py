"""What people and others type wrong: a clear message, nothing half saved, never an error of ours."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from lxml import html

from audit.models import Event
from tests.access.asking import address, answers
from tests.access.table import CASE_PAGES, OTHER_PAGES, lines_of
from tests.access.walk import TYPED, WORDS, Form, forms
from tests.access.world import World, undone

pytestmark = pytest.mark.django_db

MEGABYTES = "long text " * 1_000_000
RIGHT_TO_LEFT = "She said \u202egnihton\u202c \u2066to us\u2069"
TYPED_TEXT = "Kept as it was <typed> & sent"
NO_CODE = "no-such-code"
MADE = re.compile("[0-9a-f]{32}")
URLENCODED = "application/x-www-form-urlencoded"
# Their buttons carry the choice; who sends another one asks for what is not there.
BUTTONS = {
    "cases:move", "referrals:start_run", "entities:end_role", "referrals:take_suggestion",
    "entities:confirm_places",
}  # fmt: skip
# The choice of language stands in the header of every page.
ELSEWHERE = {"set_language"}


@pytest.fixture(scope="module")
def found(world: World) -> list[Form]:
    """Every form of the product."""
    return forms(world)


def browser(world: World, form: Form) -> Client:
    """Her browser, in which an error of ours is an answer like any other."""
    client = world.browser(form.person)
    client.raise_request_exception = False
    return client


def valid(world: World, form: Form) -> dict[str, Any]:
    """What the form would take."""
    by = form.person or world.person("caseworker")
    shown = {name: values for name, values in form.values.items() if any(values)}
    return {**shown, **answers(world, form.page, by)}


def each(
    world: World, found: Iterable[Form], kinds: Iterable[str], bad: str
) -> dict[tuple[str, str], Any]:
    """The answer to each form with one bad answer, field by field."""
    told = {}
    for form in found:
        for name in form.of_kind(*kinds):
            with undone():
                data = {**valid(world, form), name: bad}
                told[form.page, name] = browser(world, form).post(form.path, data)
    return told


def statuses(told: dict[tuple[str, str], Any], allowed: set[int]) -> dict[tuple[str, str], int]:
    """The answers that are not among those allowed."""
    return {key: a.status_code for key, a in told.items() if a.status_code not in allowed}


def test_every_page_that_takes_answers_offers_its_form(world: World, found: list[Form]) -> None:
    """Else the tests below would pass over it."""
    asking = {
        page
        for table in (CASE_PAGES, OTHER_PAGES)
        for page, method, row in lines_of(table)
        if method == "POST"
        and {"302", "403|302"} & set(row.values())
        and answers(world, page, world.person("caseworker"))
    }

    assert asking - {form.page for form in found} == BUTTONS | ELSEWHERE


def test_nul_byte_is_malformed(world: World, found: list[Form]) -> None:
    told = each(world, found, TYPED - {"password"}, "a\0b")

    assert statuses(told, {400}) == {}
    assert "could not be read" in next(iter(told.values())).content.decode()


def test_lone_surrogate_is_malformed(world: World, found: list[Form]) -> None:
    """It can only come as bytes that are no UTF-8."""
    told = {}
    for form in found:
        for name in form.of_kind(*WORDS):
            with undone():
                data = {k: v for k, v in valid(world, form).items() if k != name}
                body = f"{urlencode(data, doseq=True)}&{name}=a%ED%A0%80b"
                client = browser(world, form)
                told[form.page, name] = client.post(form.path, body, content_type=URLENCODED)

    assert statuses(told, {400}) == {}


@pytest.mark.parametrize("encoding", ["multipart", "urlencoded"])
def test_ten_megabytes_are_too_much(world: World, found: list[Form], encoding: str) -> None:
    told = {}
    for form in found:
        for name in form.of_kind(*WORDS)[:1]:
            data: Any = {**valid(world, form), name: MEGABYTES}
            client = browser(world, form)
            if encoding == "urlencoded":
                data = urlencode({name: MEGABYTES})
                told[form.page, name] = client.post(form.path, data, content_type=URLENCODED)
            else:
                told[form.page, name] = client.post(form.path, data)

    assert statuses(told, {400, 413}) == {}
    assert "too large" in next(iter(told.values())).content.decode()


def test_text_longer_than_its_field_is_said_beside_it(world: World, found: list[Form]) -> None:
    told = each(world, found, WORDS, "x" * 30_000)

    assert statuses(told, {200}) == {}
    assert {key: 1 for key, answer in told.items() if not error_beside(answer, key[1])} == {}


def test_signs_that_turn_the_direction_break_nothing(world: World, found: list[Form]) -> None:
    told = each(world, found, TYPED - {"password"}, RIGHT_TO_LEFT)

    assert statuses(told, {200, 302, 409, 403}) == {}


def test_unknown_code_is_said_beside_its_field(world: World, found: list[Form]) -> None:
    told = each(world, found, {"select", "radio", "checkbox"}, NO_CODE)
    asked = {key: answer for key, answer in told.items() if not _is_tick(found, *key)}

    assert statuses(told, {200, 302}) == {}
    assert statuses(asked, {200}) == {}
    assert {key: 1 for key, answer in asked.items() if not error_beside(answer, key[1])} == {}


@pytest.mark.parametrize("page", sorted(BUTTONS))
def test_unknown_code_of_a_button_is_refused(world: World, page: str) -> None:
    by = world.person("coordinator")
    name = next(iter(answers(world, page, by)))

    answer = world.browser(by).post(address(world, page, by), {name: NO_CODE})

    assert answer.status_code in {404, 409}


def _is_tick(found: list[Form], page: str, name: str) -> bool:
    """A single box to tick: whatever it sends means yes."""
    return any(
        form.page == page and form.kinds.get(name) == "checkbox" and _single(name) for form in found
    )


def _single(name: str) -> bool:
    return name in {
        "interpreter_needed", "explained_back", "interpreter_her_choice", "interpreter_no_ties",
        "is_beneficiary", "is_active", "accepts_children", "mandatory_notice", "four_eyes",
        "is_paused", "needs_permit", "has_read", "recounts", "sure", "told", "safe",
    }  # fmt: skip


@pytest.mark.parametrize("bad", ["yesterday", "-1", "9" * 40, "31/02/2026", "1e400", "NaN"])
def test_number_or_day_that_is_none_is_said_beside_it(
    world: World, found: list[Form], bad: str
) -> None:
    told = each(world, found, {"number", "date", "month"}, bad)

    assert statuses(told, {200}) == {}
    assert {key: 1 for key, answer in told.items() if not error_beside(answer, key[1])} == {}


def error_beside(answer: Any, name: str) -> bool:
    """Whether a message stands beside the field and is tied to it."""
    tree = html.fromstring(answer.content)
    messages = tree.xpath(f"//*[@id='id_{name}_error' and normalize-space()]")
    tied = tree.xpath(f"//*[contains(@aria-describedby, 'id_{name}_error')]")
    return bool(messages and tied)


def test_what_was_typed_is_kept(world: World, found: list[Form]) -> None:
    """With one code wrong, every text that was typed is there to be sent again."""
    lost = {}
    for form in found:
        words, codes = form.of_kind(*WORDS), form.of_kind("select", "radio")
        if not words or not codes:
            continue
        data = {**valid(world, form), **dict.fromkeys(words, TYPED_TEXT), codes[0]: NO_CODE}
        with undone():
            tree = html.fromstring(browser(world, form).post(form.path, data).content)
        shown = {name: tree.xpath(f"//*[@name='{name}']")[0] for name in words}
        kept = {
            name
            for name, control in shown.items()
            if (control.text or "").strip() == TYPED_TEXT or control.get("value") == TYPED_TEXT
        }
        if set(words) - kept:
            lost[form.page] = set(words) - kept

    assert lost == {}


def _smuggled(world: World) -> dict[str, str]:
    other = world.person("coordinator", "other")
    return {
        "id": str(other.pk), "pk": str(other.pk), "case": str(world.case.pk),
        "entity": str(other.entity_id), "entity_id": str(other.entity_id),
        "owner_entity": str(other.entity_id), "owner_entity_id": str(other.entity_id),
        "referring_entity": str(other.entity_id), "receiving_entity": str(other.entity_id),
        "status": "closed", "role": "administrator", "roles": "administrator",
        "is_superuser": "on", "is_staff": "on", "is_active": "", "data_key_id": str(other.pk),
        "granted_by": str(other.pk), "granted_by_id": str(other.pk), "opened_by": str(other.pk),
        "recorded_by": str(other.pk), "lead_worker": other.email, "valid_until": "2999-01-01",
        "parts": "identity", "code": "AAAA-AAAA-A", "grant": str(other.pk), "source": "owner",
        "email": "taken-over@example.test", "password": "taken over taken over",
        "participation": "recorded", "kinds": "police", "case_status": "closed",
    }  # fmt: skip


TELLING = (
    "entity_id", "owner_entity_id", "referring_entity_id", "receiving_entity_id", "status", "role",
    "is_superuser", "is_staff", "is_active", "granted_by_id", "recorded_by_id", "opened_by_id",
    "lead_worker_id", "email", "source", "parts", "participation", "kind", "valid_until",
)  # fmt: skip


def _state(before: set[str]) -> Counter[tuple[str, str, str]]:
    """How often each telling value stands in each column, the log apart."""
    rows: Counter[tuple[str, str, str]] = Counter()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == Event._meta.db_table or table.startswith("django_"):
                continue
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
            for column in {column[0] for column in cursor.description} & set(TELLING):
                cursor.execute(f'SELECT "{column}", COUNT(*) FROM "{table}" GROUP BY "{column}"')
                for value, count in cursor.fetchall():
                    rows[table, column, _said(value, before)] += count
    return rows


def _said(value: Any, before: set[str]) -> str:
    """The value; one that was made by the request itself only as such."""
    said = str(value).replace("-", "")
    return "new" if MADE.fullmatch(said) and said not in before else said


def _after(send: Callable[[], Any], before: set[str]) -> tuple[int, Counter[tuple[str, str, str]]]:
    with undone():
        answer = send()
        return answer.status_code, _state(before)


def test_fields_that_a_form_does_not_ask_are_ignored(world: World, found: list[Form]) -> None:
    """The same post with and without smuggled fields leaves the same behind."""
    told = {}
    people = world.people.values()
    before = {key.hex for person in people for key in (person.pk, person.entity_id)}
    for form in found:
        if form.page.startswith("account_"):
            continue
        data = valid(world, form)
        smuggled = {k: v for k, v in _smuggled(world).items() if k not in {*form.kinds, *data}}
        plain = _after(lambda f=form, d=data: browser(world, f).post(f.path, d), before)
        again = {**smuggled, **valid(world, form)}  # a file is read once
        loaded = _after(lambda f=form, d=again: browser(world, f).post(f.path, d), before)
        if plain != loaded:
            told[form.page] = (plain[0], loaded[0], loaded[1] - plain[1])

    assert told == {}
