"""Invitations: a random token for one person, once, for three days."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from core.exceptions import Conflict
from entities import services
from entities.enums import Role
from entities.models import Invitation, User
from notices.models import OutboxMail
from notices.services import deliver
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]

NEW = "a new and longer password"
CHOSEN = {"password1": NEW, "password2": NEW}


@pytest.fixture
def nora(berta: User) -> User:
    """Somebody who was invited and has not come yet."""
    return services.create_user(
        entity=berta.entity,
        email="nora@example.test",
        name="Nora",
        roles=[Role.CASEWORKER],
        by=berta,
        language="en",
    )


def link_in_mail() -> str:
    deliver()
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body).group(1)


def page_of(token: str) -> str:
    return reverse("account_invitation", kwargs={"token": token})


def test_link_in_the_email_sets_the_first_password_once(nora: User, client: Client) -> None:
    link = link_in_mail()
    shown = client.get(link).content.decode()
    answer = client.post(link, CHOSEN)
    again = client.get(link)

    assert [
        fact for fact in ("Nora", nora.email, "Entity A", "Caseworker") if fact not in shown
    ] == []
    assert answer["Location"] == reverse("account_login")
    assert User.objects.get(pk=nora.pk).check_password(NEW)
    assert (again.status_code, client.post(link, CHOSEN).status_code) == (404, 404)
    address = EmailAddress.objects.get(user=nora)
    assert (address.email, address.verified, address.primary) == (nora.email, True, True)
    assert events(AuditAction.INVITATION_ACCEPTED, nora) == [{"actor": nora.pk}]


def test_newcomer_goes_from_the_invitation_to_her_second_factor(nora: User, client: Client) -> None:
    client.post(link_in_mail(), CHOSEN)
    client.post("/account/login/", {"login": nora.email, "password": NEW})

    assert client.get("/")["Location"] == reverse("mfa_index")


def test_token_is_long_random_and_not_stored(nora: User) -> None:
    tokens = [services.issue_invitation(user=nora) for _turn in range(2)]

    stored = str(list(Invitation.objects.values())) + str(list(OutboxMail.objects.values()))
    assert [len(token) for token in tokens] == [43, 43]
    assert [token for token in tokens if token in stored] == []


def test_invitation_runs_out_after_three_days(nora: User, client: Client) -> None:
    token = services.issue_invitation(user=nora)
    Invitation.objects.update(
        created_at=timezone.now() - timedelta(hours=73),
        expires_at=timezone.now() - timedelta(hours=1),
    )

    assert client.get(page_of(token)).status_code == 404
    with pytest.raises(Conflict):
        services.accept_invitation(token=token, password=NEW)
    assert not User.objects.get(pk=nora.pk).has_usable_password()


def test_invitation_lasts_three_days(nora: User) -> None:
    services.issue_invitation(user=nora)

    row = Invitation.objects.get()
    assert row.expires_at - row.created_at == timedelta(hours=72)


def test_accepting_one_withdraws_the_others(nora: User, client: Client) -> None:
    first, second = (services.issue_invitation(user=nora) for _turn in range(2))
    services.accept_invitation(token=second, password=NEW)

    assert client.get(page_of(first)).status_code == 404


def test_moved_or_closed_account_needs_another_invitation(
    nora: User, alba: User, client: Client
) -> None:
    moved = services.issue_invitation(user=nora)
    services.move_user(user=nora, entity=factory.receiving_entity(), by=alba)
    closed = services.issue_invitation(user=nora)
    services.deactivate_user(user=nora, by=alba)

    assert [client.get(page_of(token)).status_code for token in (moved, closed)] == [404, 404]


def test_acceptance_sets_nothing_but_the_password(nora: User, client: Client) -> None:
    token = services.issue_invitation(user=nora)

    client.post(
        page_of(token),
        {**CHOSEN, "email": "x@example.test", "roles": "auditor", "entity": "office"},
    )

    now = User.objects.get(pk=nora.pk)
    assert (now.email, now.entity, now.roles) == (nora.email, nora.entity, {Role.CASEWORKER})


@pytest.mark.parametrize(("first", "again"), [("short", "short"), (NEW, NEW + "!"), ("", "")])
def test_unfit_password_is_explained(nora: User, client: Client, first: str, again: str) -> None:
    token = services.issue_invitation(user=nora)

    answer = client.post(page_of(token), {"password1": first, "password2": again})

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert not User.objects.get(pk=nora.pk).has_usable_password()


def test_who_was_not_in_yet_is_sent_no_link_to_reset(nora: User, client: Client) -> None:
    before = OutboxMail.objects.count()

    client.post(reverse("account_reset_password"), {"email": nora.email})

    assert OutboxMail.objects.count() == before


def test_link_sent_again_is_an_invitation_until_she_has_come(nora: User, berta: User) -> None:
    services.send_link(user=nora, by=berta)
    services.accept_invitation(token=services.issue_invitation(user=nora), password=NEW)
    services.send_link(user=User.objects.get(pk=nora.pk), by=berta)

    kinds = OutboxMail.objects.filter(user=nora).order_by("created_at")
    assert list(kinds.values_list("kind", flat=True)) == [
        "invitation", "invitation", "password_link",
    ]  # fmt: skip


@pytest.mark.parametrize("token", ["x", "x" * 2000, "é", "a%00b"])
def test_unknown_token_opens_nothing(db: None, client: Client, token: str) -> None:
    assert client.get(f"/account/invitation/{token}/").status_code in {400, 404}
