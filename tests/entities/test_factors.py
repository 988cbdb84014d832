"""Second factors: asked for at sign-in, set up first of all, each code for one use, sealed."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from audit.enums import AuditAction
from entities import services
from entities.codes import next_free_code, present_code
from entities.enums import Role
from entities.factor_adapter import SealedFactorAdapter
from entities.models import User
from entities.roles import PASSKEY_ADVISED
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]

opened = SealedFactorAdapter().decrypt
LOGIN, SECOND = "/account/login/", "/account/code/"
WRONG = "This is not the right code"


@pytest.fixture
def newcomer() -> User:
    """A person without a second factor."""
    return factory.user(second_factor=False)


def password(client: Client, person: User) -> object:
    return client.post(LOGIN, {"login": person.email, "password": factory.PASSWORD})


def give(client: Client, code: str) -> object:
    return client.post(SECOND, {"code": code})


def is_in(client: Client) -> bool:
    return client.get(reverse("entities:profile")).status_code == 200


def test_password_alone_opens_nothing(ana: User, client: Client) -> None:
    answer = password(client, ana)

    assert (answer.status_code, answer["Location"]) == (302, SECOND)
    assert client.get(SECOND).status_code == 200
    assert not is_in(client)


def test_second_page_without_the_first_leads_back(client: Client) -> None:
    assert client.get(SECOND)["Location"] == LOGIN


def test_code_is_used_up_by_whoever_gives_it_first(ana: User, client: Client) -> None:
    code = present_code(factory.SECRET)
    other = Client()
    for browser in (client, other):
        password(browser, ana)

    give(client, code)
    again = give(other, code)

    assert (is_in(client), is_in(other)) == (True, False)
    assert WRONG in again.content.decode()
    assert events(AuditAction.FACTOR_REFUSED, ana) == [{"actor": None, "kind": "totp"}]


@pytest.mark.parametrize("steps", [-2, 2, -2880])
def test_code_of_another_time_is_refused(ana: User, client: Client, steps: int) -> None:
    password(client, ana)
    step = int(time.time()) // 30 + steps + (1 if steps > 0 else -1)

    give(client, format_hotp_value(hotp_value(factory.SECRET, step)))

    assert not is_in(client)


@pytest.mark.parametrize(
    "code", ["", "12", "x" * 500, "\uff11\uff12\uff13\uff14\uff15\uff16", "000000 or 1=1"]
)
def test_what_is_no_code_is_explained(ana: User, client: Client, code: str) -> None:
    password(client, ana)

    answer = give(client, code)

    assert answer.status_code == 200
    assert answer.context["form"].errors["code"]


def test_guessing_is_slowed_down_in_every_browser(ana: User) -> None:
    for _turn in range(5):
        guessing = Client()
        password(guessing, ana)
        give(guessing, "000000")
    late = Client()
    password(late, ana)

    answer = give(late, next_free_code(ana.pk, factory.SECRET))

    assert "Wait five minutes" in answer.content.decode()
    assert not is_in(late)


def test_recovery_code_works_once(ana: User, client: Client) -> None:
    services.ensure_recovery_codes(user=ana)
    kept = Authenticator.objects.get(user=ana, type="recovery_codes")
    code = RecoveryCodes(kept).generate_codes()[0]
    other = Client()
    for browser in (client, other):
        password(browser, ana)
        give(browser, code)

    assert (is_in(client), is_in(other)) == (True, False)


def test_seeds_lie_sealed(ana: User) -> None:
    services.ensure_recovery_codes(user=ana)

    rows = {row.type: row.data for row in Authenticator.objects.filter(user=ana)}

    assert factory.SECRET not in json.dumps(rows)
    assert opened(rows["totp"]["secret"]) == factory.SECRET
    assert len(opened(rows["recovery_codes"]["seed"])) == 80


def test_seed_copied_from_another_opens_nothing(ana: User, berta: User, client: Client) -> None:
    seed = "BERTAKNOWSHEROWNSEEDBERTAKNOWSIT"
    for person in (ana, berta):
        Authenticator.objects.filter(user=person).delete()
    services.add_authenticator(user=berta, secret=seed)
    theirs = Authenticator.objects.get(user=berta).data
    Authenticator.objects.create(user=ana, type="totp", data=theirs)
    password(client, ana)

    answer = give(client, present_code(seed))

    assert ("cannot be read" in answer.content.decode(), is_in(client)) == (True, False)


def test_damaged_seed_is_explained(ana: User, client: Client) -> None:
    row = Authenticator.objects.get(user=ana)
    row.data["secret"] = "damaged"
    row.save()
    password(client, ana)

    answer = give(client, present_code(factory.SECRET))

    assert "cannot be read" in answer.content.decode()


@pytest.mark.parametrize("page", ["home", "entities:profile", "notices:list", "cases:list"])
def test_person_without_a_factor_is_led_to_set_one_up(
    newcomer: User, client: Client, page: str
) -> None:
    password(client, newcomer)

    assert client.get(reverse(page))["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("page", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn"])
def test_pages_of_setting_up_are_open_to_her(newcomer: User, client: Client, page: str) -> None:
    client.force_login(newcomer)

    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_passkey_is_advised_to_who_can_do_most_harm(role: Role, client: Client) -> None:
    client.force_login(factory.user(role=role, second_factor=False))

    page = client.get(reverse("mfa_index")).content.decode()

    assert ("a passkey is advised" in page) is (role in PASSKEY_ADVISED)


def test_authenticator_is_set_up_by_its_first_code(newcomer: User, client: Client) -> None:
    password(client, newcomer)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    waiting = client.session[SECRET_SESSION_KEY]

    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    answer = client.post(reverse("mfa_activate_totp"), {"code": present_code(secret)})

    assert (waiting == secret, opened(waiting)) == (False, secret)
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(answer["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert "not shown again" in codes.content.decode()
    assert client.get(answer["Location"]).context["can_view_codes"] is False
    assert is_in(client)
    assert [event["kind"] for event in events(AuditAction.FACTOR_ADDED, newcomer)] == ["totp"]


def test_another_factor_asks_for_the_one_there_is(ana: User, client: Client) -> None:
    client.force_login(ana)

    assert client.get(reverse("mfa_add_webauthn"))["Location"] == reverse("account_step_up")
    client.post(reverse("account_step_up"), {"code": present_code(factory.SECRET)})
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    assert client.get(reverse("mfa_activate_totp"))["Location"] == reverse("mfa_index")


def test_last_factor_stays_and_others_of_hers_go(ana: User, berta: User, client: Client) -> None:
    only = Authenticator.objects.get(user=ana)
    client.force_login(ana)
    remove = reverse("account_remove_factor", kwargs={"number": only.pk})
    client.get(remove)
    client.post(reverse("account_step_up"), {"code": present_code(factory.SECRET)})

    assert client.post(remove).status_code == 409
    second = Authenticator.objects.create(user=ana, type="webauthn", data={"name": "Key"})
    page = reverse("account_remove_factor", kwargs={"number": second.pk})
    assert "Key" in client.get(page).content.decode()
    client.post(page)
    theirs = Authenticator.objects.get(user=berta)
    gone = reverse("account_remove_factor", kwargs={"number": theirs.pk})
    assert (client.get(gone).status_code, client.post(gone).status_code) == (404, 409)
    assert list(Authenticator.objects.filter(user=ana)) == [only]
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_new_recovery_codes_replace_those_before(ana: User, client: Client) -> None:
    services.ensure_recovery_codes(user=ana)
    before = Authenticator.objects.get(user=ana, type="recovery_codes").wrap().generate_codes()
    client.force_login(ana)
    client.get(reverse("account_renew_codes"))
    client.post(reverse("account_step_up"), {"code": present_code(factory.SECRET)})

    client.post(reverse("account_renew_codes"))

    shown = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert (len(shown), set(shown) & set(before)) == (10, set())


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", "7", '{"id": 1}', "no json"])
def test_what_is_no_passkey_is_refused_in_words(ana: User, client: Client, credential: str) -> None:
    alone = client.post("/account/passkey/", {"credential": credential}, follow=True)
    password(client, ana)
    second = client.post(SECOND, {"credential": credential})

    assert (alone.status_code, second.status_code, is_in(client)) == (200, 200, False)
    assert second.context["webauthn_form"].errors["credential"]


@pytest.mark.parametrize(
    ("backend", "wrong"),
    [
        ("django.core.cache.backends.locmem.LocMemCache", ["entities.E001"]),
        ("django.core.cache.backends.dummy.DummyCache", ["entities.E001"]),
        (settings.CACHES["default"]["BACKEND"], []),
    ],
)
def test_cache_that_is_not_shared_is_refused(settings, backend: str, wrong: list[str]) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "BACKEND": backend}}

    assert [found.id for found in run_checks() if found.id.startswith("entities")] == wrong


def test_demonstration_offers_the_code(ana: User, client: Client, settings) -> None:
    settings.SHOW_DEMO_ACCOUNTS = True
    Authenticator.objects.filter(user=ana).delete()
    services.add_authenticator(user=ana, secret="ONLYFORTHEDEMOONLYFORTHEDEMOAAAA")
    User.objects.filter(pk=ana.pk).update(email="ana@demo.invalid")
    ana.refresh_from_db()
    first = client.get(LOGIN).content.decode()
    password(client, ana)

    page = client.get(SECOND)
    code = page.context["demo_code"]
    give(client, page.context["form"].initial["code"])

    assert ("This is a demonstration" in page.content.decode(), code in first) == (True, True)
    assert is_in(client)


def test_real_person_is_offered_no_code(ana: User, client: Client, settings) -> None:
    settings.SHOW_DEMO_ACCOUNTS = True
    password(client, ana)

    page = client.get(SECOND)

    assert (page.context["demo_code"], page.context["form"].initial) == ("", {})
