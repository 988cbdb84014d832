"""Sessions: two clocks, new keys, a list of one's own, and ways out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from entities import services
from entities.codes import next_free_code
from entities.models import Session, User
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]

PROFILE = "/entities/me/"


def age(*, began: timedelta = timedelta(), seen: timedelta = timedelta()) -> None:
    """Let all sessions have begun and been used so long ago."""
    now = timezone.now()
    Session.objects.update(began_at=now - began, seen_at=now - seen)


def is_in(client: Client) -> bool:
    return client.get(PROFILE).status_code == 200


@pytest.mark.parametrize(
    ("began", "seen", "goes_on"),
    [
        (timedelta(minutes=14), timedelta(minutes=14), True),
        (timedelta(minutes=16), timedelta(minutes=16), False),
        (timedelta(hours=7, minutes=59), timedelta(minutes=1), True),
        (timedelta(hours=8, minutes=1), timedelta(minutes=1), False),
    ],
)
def test_session_ends_idle_or_after_a_working_day(
    ana: User, client: Client, began: timedelta, seen: timedelta, goes_on: bool
) -> None:
    client.force_login(ana)
    age(began=began, seen=seen)

    assert is_in(client) is goes_on
    assert Session.objects.filter(account_id=ana.pk).exists() is goes_on


def test_use_sets_the_idle_clock_back_but_not_the_other(ana: User, client: Client) -> None:
    client.force_login(ana)
    age(began=timedelta(hours=7), seen=timedelta(minutes=14))
    client.get(PROFILE)
    row = Session.objects.get(account_id=ana.pk)

    assert timezone.now() - row.seen_at < timedelta(minutes=1)
    assert timezone.now() - row.began_at > timedelta(hours=6)


def test_signing_in_gives_a_new_key(ana: User, client: Client) -> None:
    client.post("/account/login/", {"login": ana.email, "password": factory.PASSWORD})
    before = client.session.session_key
    age(began=timedelta(minutes=10))
    client.post("/account/code/", {"code": next_free_code(ana.pk, factory.SECRET)})

    row = Session.objects.get(account_id=ana.pk)
    assert row.pk != before
    assert not Session.objects.filter(pk=before).exists()
    assert timezone.now() - row.began_at < timedelta(minutes=1)
    assert (row.device, row.network) == ("other/other", "127.0.0.0/24")


def test_new_key_later_on_leaves_the_clock_running(ana: User, client: Client) -> None:
    client.force_login(ana)
    age(began=timedelta(hours=7))
    session = client.session
    session.cycle_key()

    assert timezone.now() - Session.objects.get(account_id=ana.pk).began_at > timedelta(hours=6)


def test_own_sessions_are_listed_and_ended(ana: User, berta: User, client: Client) -> None:
    other, colleague = Client(), Client()
    for browser, person in ((client, ana), (other, ana), (colleague, berta)):
        browser.force_login(person)

    assert len(client.get(PROFILE).context["sessions"]) == 2
    client.post(reverse("entities:end_sessions"))

    assert [is_in(browser) for browser in (client, other, colleague)] == [True, False, True]
    assert events(AuditAction.SESSIONS_ENDED, ana) == [{"actor": ana.pk, "count": 1}]


def test_deactivation_ends_sessions_at_once(ana: User, berta: User, client: Client) -> None:
    client.force_login(ana)
    services.deactivate_user(user=ana, by=berta)

    assert not is_in(client)


@pytest.mark.parametrize(
    ("name", "leads"), [("account_logout", "account_login"), ("account_quick_exit", "quiet_page")]
)
def test_leaving_ends_the_session_and_wipes_the_browser(
    ana: User, client: Client, name: str, leads: str
) -> None:
    client.force_login(ana)

    answer = client.post(reverse(name))

    assert (answer["Location"], answer["Clear-Site-Data"]) == (reverse(leads), '"cache", "storage"')
    assert not is_in(client)
    assert len(events(AuditAction.SIGNED_OUT, ana)) == 1


def test_quick_exit_without_a_session_still_leads_away(client: Client) -> None:
    assert client.post(reverse("account_quick_exit"))["Location"] == reverse("quiet_page")
    assert client.get(reverse("account_quick_exit")).status_code == 405


def test_quick_exit_stands_on_every_page_of_who_signed_in(ana: User, client: Client) -> None:
    mark = reverse("account_quick_exit")
    assert mark not in client.get("/account/login/").content.decode()
    client.force_login(ana)

    pages = [client.get(path).content.decode() for path in (PROFILE, "/notices/", "/no-such-page")]

    assert [mark in page for page in pages] == [True, True, True]


def test_quiet_page_says_nothing_of_us(client: Client, settings) -> None:
    page = client.get(reverse("quiet_page")).content.decode()
    settings.QUICK_EXIT_URL = "https://example.org/?a=1&b=2"
    onward = client.get(reverse("quiet_page")).content.decode()

    assert ("idelagun" in page, "refresh" in page) == (False, False)
    assert 'content="0; url=https://example.org/?a=1&amp;b=2"' in onward


def test_devices_are_denied_on_every_page(client: Client) -> None:
    policy = client.get("/account/login/")["Permissions-Policy"]

    assert "camera=()" in policy
    assert "publickey-credentials-get=(self)" in policy
