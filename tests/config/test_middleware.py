"""What every request passes: the true address, malformed text, no-store."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from cases.selectors import code_for
from config.middleware import TrueAddress
from core.codes import show_code
from entities.models import User
from tests.factories import cases as factory

pytestmark = pytest.mark.django_db


def address_seen(told: str, proxies: int, settings: object) -> str:
    settings.PROXIES = proxies
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {"X-Forwarded-For": told} if told else {}
    TrueAddress(view)(RequestFactory().get("/", headers=headers))
    return seen[0]


@pytest.mark.parametrize(
    ("told", "proxies", "address"),
    [
        ("", 0, "127.0.0.1"),
        ("", 1, "127.0.0.1"),
        ("6.6.6.6", 0, "127.0.0.1"),
        ("203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "127.0.0.1"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(
    told: str, proxies: int, address: str, settings: object
) -> None:
    assert address_seen(told, proxies, settings) == address


@pytest.mark.parametrize("path", ["/cases/?code=%00", "/cases/%00/", "/cases/?a%00=b"])
def test_nul_bytes_are_answered_400(client: Client, ana: User, path: str) -> None:
    client.force_login(ana)

    answer = client.get(path)

    assert answer.status_code == 400
    assert "400.html" in [template.name for template in answer.templates]


def test_signed_in_pages_are_never_stored(client: Client, ana: User) -> None:
    client.force_login(ana)

    assert "no-store" in client.get("/notices/")["Cache-Control"]


def test_health_answers_without_signing_in(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@pytest.mark.parametrize(
    ("before", "led"),
    [
        ("/cases/{}/reopen/", "/cases/{}/"),
        ("/cases/{}/edit/", "/cases/{}/edit/"),
        ("/referrals/cases/{}/runs/1/steps/ask/complete/", "/referrals/cases/{}/runs/1/steps/ask/"),
        ("/notices/read/", "/notices/"),
        ("/nowhere/at/all/", ""),
    ],
)
def test_conflict_leads_back_to_a_page_that_can_be_opened(
    client: Client, ana: User, before: str, led: str
) -> None:
    """Also when the same button was pressed twice on a page that came by POST."""
    case = factory.open_case(by=ana)
    code = show_code(code_for(case, ana.entity))
    client.force_login(ana)
    path = f"/cases/{code}/reopen/"
    answer = client.post(path, headers={"Referer": f"http://testserver{before.format(code)}"})

    assert answer.status_code == 409
    assert answer.context["back_url"] == led.format(code)
