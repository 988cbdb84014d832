"""Signing in and out: one answer for every failure, lockout, language, the log."""

import json
from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from audit.body import read_body
from audit.enums import AuditAction
from audit.models import Event
from entities import services
from entities.codes import next_free_code
from entities.models import User
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]

LOGIN = "/account/login/"
LIMIT = settings.AXES_FAILURE_LIMIT


@pytest.fixture
def attempt(client: Client) -> Callable[..., object]:
    """Try to sign in: the first page, and the second when the first lets her."""

    def post(email: str, password: str = factory.PASSWORD, **extra: str) -> object:
        answer = client.post(LOGIN, {"login": email, "password": password}, **extra)
        if answer.headers.get("Location") != reverse("mfa_authenticate"):
            return answer
        person = User.objects.get(email=email.lower())
        code = {"code": next_free_code(person.pk, factory.SECRET)}
        return client.post(reverse("mfa_authenticate"), code, **extra)

    return post


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_first_page_asks_for_a_password(client: Client) -> None:
    page = client.get(reverse("home"), follow=True)

    assert page.request["PATH_INFO"] == LOGIN
    assert 'type="password"' in page.content.decode()


def test_sign_in_opens_the_house_and_is_recorded(ana: User, attempt, client: Client) -> None:
    answer = attempt(ana.email.upper())

    event = Event.objects.get(kind=AuditAction.SIGNED_IN.value)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert client.get(reverse("entities:profile")).status_code == 200
    assert (event.actor, event.entity, bool(event.session)) == (ana.pk, ana.entity_id, True)


def test_sign_in_shows_the_access_before(ana: User, attempt, client: Client) -> None:
    attempt(ana.email)
    first = User.objects.get(pk=ana.pk)
    client.post("/account/logout/")
    attempt(ana.email)
    second = User.objects.get(pk=ana.pk)

    assert (first.previous_login, second.previous_login) == (None, first.last_login)
    assert "You last signed in on" in client.get(reverse("entities:profile")).content.decode()


def test_sign_in_goes_on_in_her_language(ana: User, attempt, client: Client) -> None:
    User.objects.filter(pk=ana.pk).update(language="eu")

    answer = attempt(ana.email)

    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "eu"


def test_every_failure_has_the_same_answer(ana: User, berta: User, attempt) -> None:
    gone = factory.caseworker(name="Gone")
    services.deactivate_user(user=gone, by=berta)

    answers = [
        attempt(ana.email, "wrong wrong wrong wrong"),
        attempt("nobody@example.test"),
        attempt(gone.email),
        attempt(gone.email, "wrong wrong wrong wrong"),
    ]

    def said(answer: object) -> tuple[int, list[str]]:
        return answer.status_code, answer.context["form"].non_field_errors()

    assert {json.dumps(said(answer)) for answer in answers} == {
        json.dumps((200, ["The e-mail address or the password is not right."]))
    }


def test_failure_is_recorded_without_what_was_typed(ana: User, attempt) -> None:
    attempt(ana.email, "wrong wrong wrong wrong")
    attempt("nobody@example.test", "wrong wrong wrong wrong")

    known, unknown = Event.objects.filter(kind=AuditAction.SIGN_IN_FAILED.value).order_by("id")
    bodies = [json.dumps(read_body(event.body)) for event in (known, unknown)]
    assert (known.target, unknown.target) == (ana.pk, None)
    assert [body for body in bodies if "nobody" in body or "wrong" in body] == []


def test_lockout_comes_after_the_limit_and_says_what_to_do(ana: User, attempt) -> None:
    answers = [attempt(ana.email, "wrong wrong wrong wrong") for _turn in range(LIMIT)]

    assert [answer.status_code for answer in answers] == [200] * (LIMIT - 1) + [429]
    assert "Wait half an hour" in answers[-1].content.decode()
    assert kinds().count(AuditAction.SIGN_IN_LOCKED.value) == 1


def test_lockout_holds_against_the_right_password_in_capitals(ana: User, attempt) -> None:
    for _turn in range(LIMIT):
        attempt(ana.email, "wrong wrong wrong wrong")

    assert attempt(ana.email.upper()).status_code == 429
    assert AuditAction.SIGNED_IN.value not in kinds()


def test_lockout_spares_colleagues_and_other_places(ana: User, berta: User, attempt) -> None:
    for _turn in range(LIMIT):
        attempt(ana.email, "wrong wrong wrong wrong")

    assert attempt(berta.email).status_code == 302
    assert attempt(ana.email, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_success_forgets_earlier_failures(ana: User, attempt, client: Client) -> None:
    for _turn in range(2):
        for _failure in range(LIMIT - 1):
            attempt(ana.email, "wrong wrong wrong wrong")
        assert attempt(ana.email).status_code == 302
        client.post("/account/logout/")


def test_lockout_stores_no_password_and_logs_no_address(ana: User, attempt, caplog) -> None:
    attempt(ana.email, "a password of hers")

    kept = AccessAttempt.objects.get()
    assert (kept.username, "hers" in kept.post_data) == (ana.email, False)
    assert ana.email not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_sign_out_is_recorded_and_ends_the_session(ana: User, attempt, client: Client) -> None:
    attempt(ana.email)
    client.post("/account/logout/")

    assert kinds()[-1] == AuditAction.SIGNED_OUT.value
    assert client.get(reverse("entities:profile")).status_code == 302


def test_sign_out_needs_a_post(ana: User, client: Client) -> None:
    client.force_login(ana)

    assert client.get("/account/logout/").status_code == 200
    assert client.get(reverse("entities:profile")).status_code == 200


def test_sign_in_leads_nowhere_outside(ana: User, client: Client) -> None:
    client.post(
        f"{LOGIN}?next=https://elsewhere.example/",
        {"login": ana.email, "password": factory.PASSWORD},
    )
    code = next_free_code(ana.pk, factory.SECRET)
    answer = client.post(reverse("mfa_authenticate"), {"code": code})

    assert answer["Location"] == reverse("home")


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_inactive", "account_reauthenticate",
     "account_set_password", "account_request_login_code"],
)  # fmt: skip
def test_other_pages_of_allauth_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["signup/", "email/", "inactive/", "reauthenticate/"])
def test_other_addresses_of_allauth_are_not_found(path: str, ana: User, client: Client) -> None:
    client.force_login(ana)

    assert client.get(f"/account/{path}").status_code == 404


def test_deactivation_ends_sessions_for_good(ana: User, berta: User, client: Client) -> None:
    client.force_login(ana)
    services.deactivate_user(user=ana, by=berta)
    assert client.get(reverse("entities:profile")).status_code == 302

    services.reactivate_user(user=User.objects.get(pk=ana.pk), by=berta)
    assert client.get(reverse("entities:profile")).status_code == 302


def test_deactivated_session_stays_ended_though_nobody_used_it(
    ana: User, berta: User, client: Client
) -> None:
    client.force_login(ana)
    services.deactivate_user(user=ana, by=berta)
    services.reactivate_user(user=User.objects.get(pk=ana.pk), by=berta)

    assert client.get(reverse("entities:profile")).status_code == 302


def test_language_switch_changes_pages_and_emails(ana: User, client: Client) -> None:
    client.force_login(ana)
    answer = client.post(reverse("set_language"), {"language": "pt", "next": "/entities/me/"})

    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "pt"
    assert User.objects.get(pk=ana.pk).language == "pt"


def test_language_switch_works_before_sign_in(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "eu", "next": LOGIN})

    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "eu"


@pytest.mark.parametrize("language", ["", "xx", "fr"])
def test_language_we_do_not_speak_changes_nothing(ana: User, client: Client, language: str) -> None:
    client.force_login(ana)
    client.post(reverse("set_language"), {"language": language, "next": LOGIN})

    assert User.objects.get(pk=ana.pk).language == ana.language


def test_demo_accounts_are_listed_in_a_demonstration_only(client: Client, settings) -> None:
    person = factory.caseworker()
    User.objects.filter(pk=person.pk).update(email="ana@demo.invalid")

    settings.SHOW_DEMO_ACCOUNTS = False
    assert "ana@demo.invalid" not in client.get(LOGIN).content.decode()
    settings.SHOW_DEMO_ACCOUNTS = True
    page = client.get(LOGIN).content.decode()
    assert ("ana@demo.invalid" in page, "is invented" in page) == (True, True)


def test_person_without_a_role_lands_on_her_account(client: Client) -> None:
    client.force_login(factory.user(role=None))

    assert client.get(reverse("home"))["Location"] == reverse("entities:profile")


def test_flood_of_attempts_is_slowed_down_with_an_explanation(attempt) -> None:
    answers = [attempt(f"nobody-{number}@example.test") for number in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert "Wait a minute and try again." in answers[-1].content.decode()
