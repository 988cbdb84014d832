"""Step-up: the factor shown lately, for this purpose, by somebody who has one."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from audit.enums import AuditAction
from core.exceptions import PermissionRefused
from entities import stepup
from entities.codes import present_code
from entities.models import User
from entities.sessions import SessionStore
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]

STEP_UP = "/account/confirm/"


@stepup.require_recent_factor("reveal")
def reveal(request: object) -> HttpResponse:
    return HttpResponse("shown")


@stepup.require_recent_factor(lambda _request, code: f"reveal:{code}", minutes=1)
def reveal_one(request: object, code: str) -> HttpResponse:
    return HttpResponse(code)


def ask(user: User, session: SessionBase, path: str = "/cases/K7Q4/?page=2") -> object:
    request = RequestFactory().get(path)
    request.user, request.session = user, session
    return request


def test_view_runs_only_after_the_factor(ana: User) -> None:
    request = ask(ana, SessionStore())
    before = reveal(request)
    stepup.confirm(request, purpose="reveal")

    assert (before.status_code, before["Location"]) == (302, STEP_UP)
    assert stepup.pending(request) == ("reveal", "/cases/K7Q4/?page=2")
    assert reveal(request).content == b"shown"


def test_person_without_a_factor_never_passes(ana: User) -> None:
    request = ask(ana, SessionStore())
    stepup.confirm(request, purpose="reveal")
    Authenticator.objects.filter(user=ana).delete()

    with pytest.raises(PermissionRefused):
        reveal(request)


def test_purpose_opens_no_other(ana: User) -> None:
    request = ask(ana, SessionStore())
    stepup.confirm(request, purpose="reveal:A")

    assert reveal_one(request, code="A").content == b"A"
    assert reveal_one(request, code="B").status_code == 302
    assert reveal(request).status_code == 302


@pytest.mark.parametrize(("seconds", "passes"), [(299, True), (301, False), (-10, False)])
def test_confirmation_is_forgotten(ana: User, seconds: int, passes: bool) -> None:
    request = ask(ana, SessionStore())
    stepup.confirm(request, purpose="reveal")
    request.session[stepup.CONFIRMED]["reveal"] -= seconds

    assert (reveal(request).status_code == 200) is passes


def test_page_takes_the_code_for_what_waits(ana: User, client: Client) -> None:
    client.force_login(ana)
    assert client.get(STEP_UP)["Location"] == reverse("home")
    client.get(reverse("account_renew_codes"))
    key = client.session.session_key

    wrong = client.post(STEP_UP, {"code": "000000"})
    code = present_code(factory.SECRET)
    right = client.post(STEP_UP, {"code": code})

    assert (wrong.status_code, right["Location"]) == (200, reverse("account_renew_codes"))
    assert client.session.session_key != key
    assert client.get(STEP_UP)["Location"] == reverse("home")
    assert events(AuditAction.FACTOR_CONFIRMED, ana) == [
        {"actor": ana.pk, "kind": "totp", "purpose": "factors"}
    ]
    assert events(AuditAction.FACTOR_REFUSED, ana) == [{"actor": None, "kind": "totp"}]
