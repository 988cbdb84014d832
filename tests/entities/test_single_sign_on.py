"""Single sign-on opens existing accounts alone, on a token that is believed, and a second factor."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from audit.enums import AuditAction
from entities import services
from entities.models import SignOnIdentity, User
from notices.enums import MailKind, NoticeKind
from notices.models import Notice, OutboxMail
from tests.entities.deciding import fresh
from tests.entities.logged import events
from tests.entities.sign_on_server import CLIENT, OTHER_KEY, SECRET, Provider
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    server = Provider()
    settings.OIDC_ISSUER, settings.OIDC_NAME = server.issuer, "Foral account"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    yield server
    server.close()


@pytest.fixture
def ana() -> User:
    """Ana, who has shown that she reads her e-mail."""
    person = factory.caseworker(name="Ana")
    person.email = "ana@example.test"
    person.save(update_fields=["email"])
    services.verify_email(user=person)
    return person


def leave(provider: Provider, browser: Client) -> str:
    """Go to the service; return the state it was given."""
    address = urlsplit(browser.get("/account/single/")["Location"])
    sent = parse_qs(address.query)
    provider.nonce, provider.challenge = sent["nonce"][0], sent["code_challenge"][0]
    return sent["state"][0]


def come_back(provider: Provider, browser: Client | None = None, **changes: str) -> Any:
    browser = browser or Client()
    sent = {"code": "c", "state": leave(provider, browser), **changes}
    return browser.get("/account/single/callback/", sent)


def test_button_names_the_service_only_where_there_is_one(
    provider: Provider, settings: Any
) -> None:
    with_it = Client().get("/account/login/").content.decode()
    settings.OIDC_ISSUER = ""
    without = Client().get("/account/login/").content.decode()

    assert ("Sign in with Foral account" in with_it, "/account/single/" in without) == (True, False)
    assert Client().get("/account/single/").status_code == 404
    assert Client().get("/account/single/callback/").status_code == 404


def test_known_person_goes_on_to_her_second_factor_and_is_told_once(
    provider: Provider, ana: User
) -> None:
    browser = Client()
    answer = come_back(provider, browser)

    assert (answer.status_code, answer["Location"]) == (302, "/account/code/")
    assert browser.get("/entities/me/")["Location"].startswith("/account/login/")
    assert SignOnIdentity.objects.values_list("user", "issuer", "subject").get() == (
        ana.pk, provider.issuer, "subject-1",
    )  # fmt: skip
    assert events(AuditAction.SIGN_ON_BOUND, ana) == [{"actor": ana.pk}]
    come_back(provider)
    assert Notice.objects.filter(user=ana, kind=NoticeKind.ACCOUNT_CHANGED).count() == 1
    assert OutboxMail.objects.filter(user=ana, kind=MailKind.ACCOUNT).count() == 1


def test_who_has_no_factor_yet_sets_one_up_first(provider: Provider, ana: User) -> None:
    other = factory.user(name="Other", second_factor=False)
    services.verify_email(user=other)
    provider.changes = {"email": other.email, "sub": "subject-2"}
    browser = Client()

    come_back(provider, browser)

    assert browser.get("/entities/me/")["Location"] == "/account/factors/"


LIES: dict[str, dict[str, Any]] = {
    "audience": {"aud": "somebody-else"},
    "party": {"aud": [CLIENT, "other"], "azp": "other"},
    "issuer": {"iss": "https://evil.test"},
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "run out": {"exp": int(time.time()) - 3600},
    "never ends": {"exp": None},
    "unverified": {"email_verified": False},
    "verified in words": {"email_verified": "true"},
    "no claim": {"email_verified": None},
    "unknown": {"email": "nobody@example.test"},
    "no address": {"email": None},
    "NUL in the subject": {"sub": "a\x00"},
    "long subject": {"sub": "x" * 256},
    "empty subject": {"sub": ""},
    "NUL": {"email": "ana@example.test\x00"},
}


@pytest.mark.parametrize("lie", LIES)
def test_token_that_is_not_believed_opens_nothing(provider: Provider, ana: User, lie: str) -> None:
    provider.changes = LIES[lie]
    browser = Client()
    answer = come_back(provider, browser)

    assert (answer.status_code, "Ask the coordinator" in answer.content.decode()) == (403, True)
    assert not SignOnIdentity.objects.exists()
    assert browser.get("/account/code/").status_code == 302
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "algorithm"), [(OTHER_KEY, "RS256"), ("x" * 64, "HS256"), (None, "none")]
)
def test_forged_signature_opens_nothing(
    provider: Provider, ana: User, key: Any, algorithm: str
) -> None:
    provider.signed_with, provider.algorithm = key, algorithm

    assert come_back(provider).status_code == 403


def test_state_of_another_browser_opens_nothing(provider: Provider, ana: User) -> None:
    theirs = leave(provider, Client())

    assert come_back(provider, state=theirs).status_code == 403
    assert come_back(provider, state="").status_code == 403
    assert come_back(provider, code="").status_code == 403
    answer = Client().get("/account/single/callback/", {"code": "c", "state": theirs})
    assert answer.status_code == 403


def test_attempt_counts_once(provider: Provider, ana: User) -> None:
    browser = Client()
    state = leave(provider, browser)
    sent = {"code": "c", "state": state}
    browser.get("/account/single/callback/", sent)

    assert browser.get("/account/single/callback/", sent).status_code == 403


def test_discovery_that_names_another_issuer_is_not_followed(provider: Provider) -> None:
    provider.named_issuer = "https://evil.test"

    assert Client().get("/account/single/").status_code == 503


def test_service_that_is_away_is_said_so(provider: Provider) -> None:
    provider.close()
    page = Client().get("/account/single/")

    assert (page.status_code, "gives no answer" in page.content.decode()) == (503, True)


def test_same_subject_of_another_issuer_is_somebody_else(
    provider: Provider, ana: User, settings: Any
) -> None:
    come_back(provider)
    other = Provider()
    settings.OIDC_ISSUER = other.issuer
    other.changes = {"email": "stranger@example.test"}
    answer = come_back(other)
    other.close()

    assert answer.status_code == 403


def test_another_subject_with_her_address_is_refused(provider: Provider, ana: User) -> None:
    come_back(provider)
    provider.changes = {"sub": "subject-2"}

    assert come_back(provider).status_code == 403


def test_subject_counts_and_not_the_address_once_bound(provider: Provider, ana: User) -> None:
    come_back(provider)
    provider.changes = {"email": "married@example.test", "email_verified": False}

    assert come_back(provider)["Location"] == "/account/code/"


def test_address_that_she_never_confirmed_opens_nothing(provider: Provider, ana: User) -> None:
    ana.emailaddress_set.update(verified=False)

    assert come_back(provider).status_code == 403


@pytest.mark.parametrize("bound", [False, True])
def test_deactivated_account_stays_closed(
    provider: Provider, ana: User, alba: User, bound: bool
) -> None:
    if bound:
        come_back(provider)
    services.deactivate_user(user=ana, by=alba)

    assert come_back(provider).status_code == 403


@pytest.mark.parametrize("bound", [False, True])
def test_suspended_account_stays_closed(
    provider: Provider, ana: User, alba: User, aurora: User, bound: bool
) -> None:
    if bound:
        come_back(provider)
    services.agree(decision=services.ask_suspension(user=ana, by=aurora), by=alba)

    assert come_back(provider).status_code == 403


def test_new_address_ends_the_binding(
    provider: Provider, ana: User, alba: User, amaia: User
) -> None:
    come_back(provider)
    decision = services.ask_email(user=ana, email="new@example.test", by=alba)
    services.agree(decision=decision, by=amaia)
    decision.refresh_from_db()
    services.carry_out_due(now=decision.takes_effect_at)

    assert fresh(ana).email == "new@example.test"
    assert come_back(provider).status_code == 403
