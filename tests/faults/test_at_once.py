"""Several people at once at the pages: one wins, the others are told so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from audit.models import Event
from cases.models import CaseGrant
from core.codes import show_code
from entities.models import User
from notices.models import Notice
from tests.factories import referrals as factory

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CLICKS = 8


def click_together(clicks: list[tuple[User, str]]) -> list[tuple[int, str]]:
    """Let each person post to her address in the same moment, each from a browser of its own."""
    barrier = Barrier(len(clicks))
    browsers = [Client(headers={"accept-language": "en"}) for _click in clicks]
    for browser, (by, _path) in zip(browsers, clicks, strict=True):
        browser.force_login(by)

    def click(browser: Client, path: str) -> tuple[int, str]:
        barrier.wait()
        try:
            answer = browser.post(path)
            return answer.status_code, answer.text
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clicks)) as pool:
        return list(pool.map(click, browsers, [path for _by, path in clicks]))


@pytest.fixture(autouse=True)
def _many_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; PostgreSQL shows it")


def test_eight_clicks_on_accept_make_one_acceptance_and_seven_clear_answers(
    ana: User, bruno: User
) -> None:
    _run, referral = factory.offered_run(ana)
    path = reverse("referrals:accept", args=[show_code(referral.code)])

    answers = click_together([(bruno, path)] * CLICKS)

    assert sorted(status for status, _text in answers) == [302] + [409] * (CLICKS - 1)
    told = [text for status, text in answers if status == 409]
    assert ["This cannot be done now" in text and "Accepted" in text for text in told] == [True] * 7
    referral.refresh_from_db()
    assert referral.status == "accepted"
    assert CaseGrant.objects.filter(entity=bruno.entity).count() == 1
    assert Event.objects.filter(kind="referral:accepted").count() == 1
    refused = Event.objects.filter(kind="access:refused", actor=bruno.pk)
    assert refused.count() == CLICKS - 1
    assert Notice.objects.filter(kind="referral_accepted", user=ana).count() == 1


def test_accept_and_withdraw_at_once_leave_nothing_open(ana: User, bruno: User) -> None:
    _run, referral = factory.offered_run(ana)
    code = show_code(referral.code)
    accept, cancel = (reverse(f"referrals:{name}", args=[code]) for name in ("accept", "cancel"))

    answers = click_together([(bruno, accept), (ana, cancel)])

    # The sender may withdraw what was accepted as well, so it is withdrawn whoever was faster.
    assert [status for status, _text in answers] in ([302, 302], [409, 302])
    referral.refresh_from_db()
    assert referral.status == "cancelled"
    assert not CaseGrant.objects.filter(entity=bruno.entity, closed_at=None).exists()
