"""Passwords: chosen by their owner alone, by a link that tells nothing of accounts."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from audit.body import read_body
from audit.enums import AuditAction
from audit.models import Event
from entities import services
from entities.enums import SuspensionKind
from entities.models import User
from entities.passwords import password_path, password_url
from entities.services.suspensions import begin_suspension
from notices.models import OutboxMail
from notices.services import deliver
from tests.entities.addresses import url
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]

NEW = "a new and longer password"
COMMON = "yfdbufnjh10305070"


def suspend(person: User, kind: SuspensionKind) -> None:
    """Suspend; the decision of two people, where there has to be one, comes first."""
    if kind == SuspensionKind.SILENT:
        decision = services.ask_suspension(user=person, by=factory.auditor())
        services.agree(decision=decision, by=factory.administrator())
        OutboxMail.objects.exclude(user=person).delete()
    else:
        begin_suspension(person, kind)


def choose(client: Client, link: str, first: str = NEW, again: str = NEW) -> object:
    """Follow a link and send the form behind it."""
    form = client.get(link, follow=True)
    return client.post(
        form.context["action_url"], {"password1": first, "password2": again}, follow=True
    )


def test_asking_for_a_link_has_the_same_answer_for_everyone(ana: User, client: Client) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (ana.email, "nobody@example.test")
    ]

    pages = {
        (answer.redirect_chain[-1], re.sub(r'value="\w{64}"|\w{64}', "", answer.content.decode()))
        for answer in answers
    }
    assert len(pages) == 1
    assert list(OutboxMail.objects.values_list("user", flat=True)) == [ana.pk]
    assert mail.outbox == []


def test_deactivated_account_is_sent_no_link(ana: User, berta: User, client: Client) -> None:
    services.deactivate_user(user=ana, by=berta)

    client.post(reverse("account_reset_password"), {"email": ana.email})

    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("kind", SuspensionKind)
def test_suspended_account_is_sent_no_link(
    ana: User, berta: User, client: Client, kind: SuspensionKind
) -> None:
    def ask() -> bytes:
        page = reverse("account_reset_password")
        return client.post(page, {"email": ana.email}, follow=True).redirect_chain

    plain = ask()
    suspend(ana, kind)
    again = ask()
    deliver()

    assert (again, OutboxMail.objects.count(), mail.outbox) == (plain, 1, [])


def test_coordinator_sends_a_link_to_a_suspect_in_vain_and_unawares(ana: User, berta: User) -> None:
    suspend(ana, SuspensionKind.SILENT)
    services.send_link(user=User.objects.get(pk=ana.pk), by=berta)

    assert not OutboxMail.objects.exists()


def test_coordinator_lifts_a_dormant_account_before_she_sends_a_link(
    ana: User, berta: User, enter
) -> None:
    suspend(ana, SuspensionKind.DORMANT)
    client = enter(berta)

    assert client.post(url("send_link", berta, ana)).status_code == 409
    assert url("send_link", berta, ana) not in client.get(url("person", berta, ana)).text


def test_link_in_the_email_sets_the_password_once(ana: User, client: Client) -> None:
    client.post(reverse("account_reset_password"), {"email": ana.email.upper()})
    deliver()
    (message,) = mail.outbox
    link = re.search(r"https?://[^/]+(/\S+)", message.body).group(1)

    answer = choose(client, link)
    again = Client().get(link, follow=True)

    assert "Your password is set" in answer.content.decode()
    assert User.objects.get(pk=ana.pk).check_password(NEW)
    assert "This link no longer works" in again.content.decode()


def test_setting_the_password_is_recorded_and_ends_sessions(ana: User, client: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(ana)

    choose(client, password_path(ana))

    event = Event.objects.get(kind=AuditAction.USER_CHANGED.value)
    assert (event.target, read_body(event.body)["details"]) == (ana.pk, {"fields": ["password"]})
    assert elsewhere.get(reverse("entities:profile")).status_code == 302


def test_malformed_link_is_explained(client: Client) -> None:
    page = client.get("/account/password/reset/key/0123abcd-no-such-key/")

    assert "This link no longer works" in page.content.decode()


@pytest.mark.parametrize(
    ("first", "again", "said"),
    [
        ("too short", "too short", "too short"),
        (NEW, NEW + "!", "Type the same password both times."),
        (COMMON, COMMON, "too common"),
        ("ana-lopez@example.test", "ana-lopez@example.test", "too similar"),
    ],
)
def test_unfit_password_is_refused_beside_the_field(
    ana: User, client: Client, first: str, again: str, said: str
) -> None:
    User.objects.filter(pk=ana.pk).update(email="ana-lopez@example.test")
    ana.refresh_from_db()

    answer = choose(client, password_path(ana), first, again)

    assert said in str(answer.context["form"].errors)
    assert User.objects.get(pk=ana.pk).check_password(factory.PASSWORD)


def test_change_needs_the_present_password(ana: User, client: Client) -> None:
    client.force_login(ana)
    page = reverse("account_change_password")

    wrong = client.post(page, {"oldpassword": "not it", "password1": NEW, "password2": NEW})
    assert wrong.context["form"].errors["oldpassword"] == ["This is not your present password."]

    client.post(page, {"oldpassword": factory.PASSWORD, "password1": NEW, "password2": NEW})
    assert User.objects.get(pk=ana.pk).check_password(NEW)
    assert client.get(reverse("entities:profile")).status_code == 200


def test_link_stands_on_the_public_address(ana: User, settings) -> None:
    settings.PUBLIC_URL = "https://bidelagun.example"

    assert password_url(ana).startswith("https://bidelagun.example/account/password/reset/key/")
