"""What people see, in every language: no page keeps a word of English."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from lxml import html

from entities.models import User
from referrals import services
from tests.config.test_words import LANGUAGES, messages
from tests.factories import cases as case_factory
from tests.factories import entities as entity_factory
from tests.factories import referrals as road

ENGLISH = re.compile(r"\b(?:the|of|and|this|with|your|by|is|not|when|her)\b")
KEY_PAGES = {
    "account_login", "account_reset_password", "account_change_password",
    "home", "entities:profile", "entities:list", "entities:staff", "notices:list",
    "referrals:worklist", "referrals:inbox", "referrals:detail", "referrals:step",
    "referrals:run", "referrals:case_runs", "referrals:case_referrals",
    "cases:list", "cases:open", "cases:detail", "cases:edit", "cases:add_consent",
    "protocols:list", "protocols:detail", "audit:list", "audit:detail",
}  # fmt: skip


@pytest.fixture
def people(ana: User, berta: User, bruno: User, aurora: User) -> list[User]:
    """Everybody who can see something, around a case on a flowchart of the library."""
    case = case_factory.open_case(
        by=ana, person={"name_used": "Joy", "telephone": "600111222"}, summary="Zzz."
    )
    case_factory.intervention(case=case, by=ana)
    case_factory.status(case=case, by=ana)
    case_factory.child(case=case, by=ana)
    road.agrees(case)
    run = road.start(version=road.library("p1_detection_identification.es"), case=case, by=ana)
    answers = {"minor_or_doubt": False, "emergency": False, "danger": False}
    services.complete_step(step=road.step(run, "t1"), answers=answers, by=ana)
    taken = road.offer(by=ana, case=case)
    services.accept_referral(referral=taken, by=bruno)
    others = [case_factory.open_case(by=ana) for _case in range(2)]
    for other in others:
        road.agrees(other)
    asked, _offered = [road.offer(by=ana, case=other) for other in others]
    services.ask_information(referral=asked, question="Zzz?", by=bruno)
    return [ana, berta, bruno, aurora, entity_factory.administrator()]


def walk(client: Client, start: str) -> Iterator[tuple[str, html.HtmlElement]]:
    """Follow the links of pages and panels, each kind of page once, of referrals twice."""
    waiting, seen, visits = [start], {start}, Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = resolve(address.partition("?")[0]).view_name
        visits[kind] += 1
        if visits[kind] > (2 if kind.startswith("referrals:") else 1):
            continue
        response = client.get(address, follow=True)
        if not response.headers["Content-Type"].startswith("text/html") or not response.content:
            continue
        page = html.fromstring(response.content.decode())
        yield address, page
        for link in page.xpath("//a/@href | //@hx-get"):
            path = link.partition("#")[0]
            if path.startswith("/") and not path.startswith("/static/") and path not in seen:
                seen.add(path)
                waiting.append(path)


def english_on(page: html.HtmlElement, language: str) -> set[str]:
    """Return the texts of the page that say something as the English source does."""
    source = {
        message.id
        for message in messages(language)
        if isinstance(message.id, str) and message.id != message.string and "%" not in message.id
    }
    for part in page.xpath("//script | //style | //*[@lang='en']"):
        part.drop_tree()
    said = page.xpath("//text() | //@title | //@aria-label | //@placeholder | //@hx-confirm")
    texts = {" ".join(str(text).split()) for text in said}
    return {
        text
        for text in texts
        if text in source
        or ENGLISH.search(text)
        or any(len(words) > 11 and words in text for words in source)
    }


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_keeps_a_word_of_english(client: Client, people: list[User], language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    left, kinds = {}, set()
    for person in [None, *people]:
        start = reverse("home") if person else reverse("account_login")
        if person:
            client.force_login(person)
        for address, page in walk(client, start):
            kinds.add(resolve(address.partition("?")[0]).view_name)
            assert page.xpath("/html/@lang") in ([], [language])
            left |= dict.fromkeys(english_on(page, language), address)

    assert left == {}
    assert kinds >= KEY_PAGES


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_refusal_keeps_a_word_of_english(
    client: Client, people: list[User], language: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(people[0])
    sent = [
        client.get(reverse("audit:list")),
        client.get("/nowhere/"),
        client.get(reverse("cases:detail", args=["K7Q4-M9TR-V"])),
        client.post(reverse("cases:open"), {"telephone": "x" * 999, "status": "nothing"}),
        client.post(reverse("account_change_password"), {"password1": "a", "password2": "b"}),
    ]

    assert [english_on(html.fromstring(r.content.decode()), language) for r in sent] == [set()] * 5
