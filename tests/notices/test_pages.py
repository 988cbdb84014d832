"""The page of notices: one's own, and nobody else's."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.handles import handle_of
from entities.models import User
from notices.enums import NoticeKind
from notices.models import Notice
from notices.services import notify

pytestmark = pytest.mark.django_db

LIST = "/notices/"


def open_url(notice: Notice, reader: User) -> str:
    return reverse(
        "notices:open", kwargs={"handle": handle_of(notice.pk, entity_id=reader.entity_id)}
    )


@pytest.fixture
def notice(ana: User) -> Notice:
    """A notice of Ana's."""
    notify(NoticeKind.REFERRAL_ACCEPTED, user=ana, path="/entities/me/")
    return Notice.objects.get()


def test_list_shows_own_notices_only(
    ana: User, berta: User, notice: Notice, client: Client
) -> None:
    client.force_login(ana)
    own = client.get(LIST).content.decode()
    client.force_login(berta)
    other = client.get(LIST).content.decode()

    assert ("A referral was accepted." in own, "A referral was accepted." in other) == (True, False)
    assert str(notice.pk) not in own


def test_opening_marks_and_leads_on(ana: User, notice: Notice, client: Client) -> None:
    client.force_login(ana)

    answer = client.post(open_url(notice, ana))

    assert answer["Location"] == "/entities/me/"
    assert Notice.objects.get().read_at is not None


def test_opening_the_notice_of_a_colleague_is_not_found(
    ana: User, berta: User, notice: Notice, client: Client
) -> None:
    client.force_login(berta)

    assert client.post(open_url(notice, berta)).status_code == 404
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize("handle", ["x", "a" * 26])
def test_malformed_handle_is_not_found(ana: User, client: Client, handle: str) -> None:
    client.force_login(ana)

    assert client.post(f"/notices/{handle}/open/").status_code == 404


def test_acts_need_a_post(ana: User, notice: Notice, client: Client) -> None:
    client.force_login(ana)

    for path in (open_url(notice, ana), reverse("notices:read_all")):
        assert client.get(path).status_code == 405
    assert Notice.objects.get().read_at is None


def test_all_are_marked_at_once(ana: User, notice: Notice, client: Client) -> None:
    client.force_login(ana)

    assert client.post(reverse("notices:read_all"))["Location"] == LIST
    assert Notice.objects.get().read_at is not None


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get(LIST)["Location"].startswith("/account/login/")


def test_list_is_paged(ana: User, client: Client) -> None:
    for _number in range(26):
        notify(NoticeKind.STEP_OPENED, user=ana, path="/")
    client.force_login(ana)

    pages = [client.get(LIST, {"page": number}).context["page"] for number in ("1", "2", "x", "9")]

    assert [len(page) for page in pages] == [25, 1, 25, 1]


def test_list_costs_the_same_for_one_and_for_25(ana: User, notice: Notice, client: Client) -> None:
    client.force_login(ana)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    few = cost()
    for _number in range(24):
        notify(NoticeKind.STEP_OPENED, user=ana, path="/")

    assert cost() == few
