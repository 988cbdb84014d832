"""What every answer says to the browser: load nothing from elsewhere, keep nothing, tell nobody."""

import re

import pytest
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tests.access.addresses import arguments_by_page
from tests.access.asking import address, answers, ask
from tests.access.table import CASE_PAGES, OTHER_PAGES, lines_of
from tests.access.world import FORWARDED, World

pytestmark = pytest.mark.django_db

NOTHING_ELSEWHERE = {
    "default-src": "'none'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
TELL_NOBODY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Its address alone opens something, so that not even we are told it again.
HOLDS_A_TOKEN = "protocols:consulted"
READERS = ("caseworker", "coordinator", "administrator", "auditor")
Answers = dict[tuple[str, str], HttpResponse]


def policy_of(answer: HttpResponse) -> dict[str, str]:
    """The content security policy by directive."""
    parts = answer.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


@pytest.fixture(scope="module")
def all_answers(world: World) -> Answers:
    """All pages by GET, to people of every kind and to nobody; refusals included."""
    return {
        (page, role): ask(world, page, "GET", world.person(role) if role != "nobody" else None)[1]
        for page in arguments_by_page()
        for role in (*READERS, "nobody")
    }


def test_every_answer_allows_nothing_from_elsewhere(all_answers: Answers) -> None:
    wrong = {}
    for key, answer in all_answers.items():
        policy = policy_of(answer)
        scripts, styles = policy.pop("script-src"), policy.pop("style-src")
        nonce = r"'self'( 'nonce-[\w+/=-]{16,}')?"
        told = {name: answer.headers.get(name) for name in TELL_NOBODY}
        if key[0] == HOLDS_A_TOKEN and told["Referrer-Policy"] == "no-referrer":
            told["Referrer-Policy"] = TELL_NOBODY["Referrer-Policy"]
        if (
            policy != NOTHING_ELSEWHERE
            or told != TELL_NOBODY
            or not re.fullmatch(nonce, scripts)
            or not re.fullmatch(nonce, styles)
        ):
            wrong[key] = (policy, told, scripts, styles)

    assert wrong == {}


def test_pages_hold_no_script_or_style_of_their_own(all_answers: Answers) -> None:
    """What the policy forbids, no page tries: scripts come from files of ours."""
    found = {}
    for key, answer in all_answers.items():
        if "html" not in answer.headers.get("Content-Type", "") or not answer.content:
            continue
        tree = html.fromstring(answer.content)
        inline = [
            *tree.xpath("//script[not(@src)]"), *tree.xpath("//style"), *tree.xpath("//@style"),
            *tree.xpath("//@*[starts-with(name(), 'on')]"),
            *tree.xpath("//@*[starts-with(translate(., 'JAVSCRIPT', 'javscript'), 'javascript:')]"),
        ]  # fmt: skip
        loaded = tree.xpath("//script/@src | //link[@rel!='canonical']/@href | //img/@src")
        outside = [path for path in loaded if not re.match(r"/(?!/)|data:", path)]
        if inline or outside:
            found[key] = (inline, outside)

    assert found == {}


def test_nonce_is_another_for_every_answer(rf: RequestFactory) -> None:
    """No page needs one today; one that asks gets its own."""

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.csp_nonce))

    answers = [CSPMiddleware(page)(rf.get("/")) for _turn in range(2)]
    nonces = [answer.content.decode() for answer in answers]

    assert nonces[0] != nonces[1]
    assert [policy_of(answer)["script-src"] for answer in answers] == [
        f"'self' 'nonce-{nonce}'" for nonce in nonces
    ]


def test_nothing_of_a_signed_in_person_is_kept_by_browsers(all_answers: Answers) -> None:
    kept = {
        key: answer.headers.get("Cache-Control", "")
        for key, answer in all_answers.items()
        if key[1] != "nobody"
        and key[0] != "health"
        and not {"no-store", "private"} <= set(answer.headers.get("Cache-Control", "").split(", "))
    }

    assert kept == {}


def test_cookies_are_for_this_site_and_no_script(world: World) -> None:
    client = Client(headers=FORWARDED)
    client.get(reverse("account_login"))
    email = world.person("colleague").email
    data = {"login": email, "password": "correct horse battery staple"}
    assert client.post(reverse("account_login"), data).status_code == 302
    client.get(reverse("cases:open"))

    flags = {
        name: (bool(cookie["httponly"]), cookie["samesite"], cookie["domain"], cookie["path"])
        for name, cookie in client.cookies.items()
        if cookie.value
    }

    assert set(flags) >= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    assert {name: flag for name, flag in flags.items() if flag != (True, "Lax", "", "/")} == {}


def test_every_post_without_token_is_refused(world: World) -> None:
    """With valid answers, by people who may: only the token is missing."""
    strict = Client(enforce_csrf_checks=True)
    told = {}
    for table in (CASE_PAGES, OTHER_PAGES):
        for page, method, _row in lines_of(table):
            if method != "POST":
                continue
            for role in READERS:
                person = world.person(role)
                strict.cookies.clear()
                strict.cookies[settings.SESSION_COOKIE_NAME] = world.keys[person]
                path = address(world, page, person)
                answer = strict.post(path, answers(world, page, person))
                told[page, role] = answer.status_code

    assert {key: status for key, status in told.items() if status != 403} == {}


def test_post_with_the_token_of_its_page_is_taken(world: World) -> None:
    person = world.person("caseworker")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.SESSION_COOKIE_NAME] = world.keys[person]
    path = reverse("cases:open")
    tree = html.fromstring(strict.get(path).content)
    token = tree.xpath("//main//input[@name='csrfmiddlewaretoken']/@value")[0]
    data = {"opened_on": timezone.localdate().isoformat(), "csrfmiddlewaretoken": token}

    from_elsewhere = strict.post(path, data, headers={"Origin": "https://elsewhere.example"})

    assert from_elsewhere.status_code == 403
    assert strict.post(path, data).status_code == 302
