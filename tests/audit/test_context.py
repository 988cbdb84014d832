"""Events say from where something was done, coarsely."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from audit.context import Origin, current_origin, device_of, network_of, serving, session_mark
from audit.middleware import AuditContextMiddleware

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "firefox/linux"),
        (CHROME, "chrome/android"),
        (SAFARI, "safari/ios"),
        (EDGE, "edge/windows"),
        ("", "other/other"),
        ("curl/8.0", "other/other"),
    ],
)
def test_device_is_browser_and_system(agent: str, device: str) -> None:
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_address_is_shortened_to_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_session_is_marked_by_a_keyed_hash(settings) -> None:
    mark = session_mark("abcdefgh12")
    settings.SECRET_KEY = "another-" + "1" * 40

    assert len(mark) == 32
    assert session_mark("abcdefgh12") != mark
    assert session_mark(None) == ""


def test_outside_requests_the_worker_does_it() -> None:
    assert current_origin() == Origin(session="", device="worker", address="")


def test_middleware_gives_events_the_origin_of_their_request() -> None:
    request = RequestFactory().get("/", headers={"User-Agent": FIREFOX}, REMOTE_ADDR="203.0.113.9")
    request.session = SessionStore(session_key="abcdefgh12")
    seen = []

    def view(_request) -> HttpResponse:
        seen.append(current_origin())
        return HttpResponse()

    AuditContextMiddleware(view)(request)

    assert seen == [
        Origin(session=session_mark("abcdefgh12"), device="firefox/linux", address="203.0.113.0/24")
    ]
    assert current_origin() == Origin()


def test_origin_is_forgotten_when_the_request_fails() -> None:
    with pytest.raises(ZeroDivisionError), serving(RequestFactory().get("/")):
        raise ZeroDivisionError

    assert current_origin() == Origin()


def test_session_is_read_at_the_moment_of_the_event() -> None:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    with serving(request):
        before = current_origin().session
        request.session._session_key = "made-by-signing-in"
        after = current_origin().session

    assert (before, after) == ("", session_mark("made-by-signing-in"))
