"""To who may not reveal her identity nothing tells that a name in a text is hers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.enums import AuditAction as Act
from cases.enums import Part
from cases.models import Case
from cases.services.guarding import About, find_traces
from entities.models import User
from tests.cases.guarded import Send, details, hers, send, stamp_of
from tests.factories import cases as factory

__all__ = ["hers", "send"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def bruno_reads(client: Client, bruno: User, hers: Case) -> tuple[Client, User]:
    """Bruno works the case and may not reveal who she is."""
    factory.open_grant(case=hers, parts=(Part.SUMMARY, Part.PLAN))
    browser = Client()
    browser.force_login(bruno)
    return browser, bruno


def bare(answer: Any, *names: str) -> str:
    """The page without what no two pages share: the texts themselves, tokens and stamps."""
    html = answer.content.decode()
    html = re.sub(r'(csrfmiddlewaretoken" value=|-shown" value=|X-CSRFToken": )"\w+"', "", html)
    for name in names:
        html = html.replace(name, "NAME")
    return html


@pytest.mark.parametrize(
    ("hers_there", "another"),
    [
        ("Vino Ngozi ayer.", "Vino Ainhoa ayer."),
        ("Con Okafor hoy.", "Con Ainhoa hoy."),
        ("Vive en calle Okafor.", "Vive en calle Ainhoa."),
        ("Fue el 14/03/2001.", "Fue el 15/04/2001."),
    ],
)
def test_to_who_may_not_reveal_her_name_looks_like_any_other(
    send: Send, bruno_reads: tuple[Client, User], hers_there: str, another: str
) -> None:
    browser, bruno = bruno_reads
    pages, costs = [], []
    for note in (hers_there, another):
        answer = send(note, browser=browser, by=bruno)
        hidden = ("Ngozi", "Okafor", "Ainhoa", "14/03/2001", "15/04/2001")
        pages.append((answer.status_code, bare(answer, *hidden)))
        costs.append(details(Act.NAMES_SCANNED)[-1])

    assert pages[0] == pages[1]
    assert costs[0] == costs[1] == {"texts": 1, "values": 4, "found": 1}
    assert "Replace “" in pages[0][1]
    assert "Her name" not in pages[0][1]


def statements(work: Callable[[], Any]) -> int:
    """How many statements this takes, those of the cache and savepoints apart."""
    with CaptureQueriesContext(connection) as captured:
        work()
    aside = ("SAVEPOINT", "RELEASE", "ROLLBACK")
    told = [query["sql"] for query in captured.captured_queries]
    return len([sql for sql in told if "shared_cache" not in sql and not sql.startswith(aside)])


def test_who_may_not_reveal_asks_at_the_same_cost(
    send: Send, bruno_reads: tuple[Client, User]
) -> None:
    browser, bruno = bruno_reads
    send("Vino hoy.", browser=browser, by=bruno)
    costs = [
        statements(lambda note=note: send(note, browser=browser, by=bruno))
        for note in ("Vino Ngozi ayer.", "Vino Ainhoa ayer.")
    ]

    assert costs[0] == costs[1]


def test_what_the_guard_costs_a_note(ana: User, hers: Case) -> None:
    """The person, the event, and what she may see; the same however many texts and findings."""
    about = About(ana, Case.objects.get())
    find_traces(texts={"note": "She came."}, about=about)

    for texts, cost in (
        ({"note": "She came."}, 8),
        ({"note": "Vino Ngozi.", "needs": "612345678", "health": "Okafor"}, 8),
    ):
        fresh = About(User.objects.get(pk=ana.pk), Case.objects.get())
        assert statements(lambda: find_traces(texts=texts, about=fresh)) == cost  # noqa: B023


def test_keeping_her_name_is_logged_as_it_was_seen(
    send: Send, bruno_reads: tuple[Client, User]
) -> None:
    browser, bruno = bruno_reads
    for note in ("Vino Ngozi ayer.", "Vino Ainhoa ayer."):
        stamp = stamp_of(send(note, browser=browser, by=bruno))
        kept = {"note-shown": stamp, "note-keep-0": "not_a_person"}
        assert send(note, browser=browser, by=bruno, **kept).status_code == 302

    assert (
        details(Act.NAMES_KEPT)
        == [{"fields": ["note"], "found": ["person"], "why": ["not_a_person"]}] * 2
    )


def test_four_eyes_hide_from_her_own_team_that_it_is_her_name(send: Send, hers: Case) -> None:
    assert "Her name" in send("Vino Ngozi ayer.").content.decode()
    factory.four_eyes(case=hers)
    page_now = send("Vino Ngozi ayer.").content.decode()

    assert "Her name" not in page_now
    assert "Possible name of a person" in page_now
