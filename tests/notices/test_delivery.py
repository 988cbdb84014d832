"""The outbox: everything is sent, once in effect, whatever dies in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from audit.body import read_body
from audit.enums import AuditAction
from audit.models import Event
from entities import services as entity_services
from entities.models import User
from notices import tasks
from notices.enums import NoticeKind
from notices.models import OutboxMail
from notices.services import LEASE, deliver, notify, send_password_link
from tests.factories import entities as factory
from tests.notices.backends import Killed

pytestmark = pytest.mark.django_db

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
BAD = "tests.notices.backends."


@pytest.fixture
def waiting(ana: User) -> OutboxMail:
    """An e-mail that waits to be sent to Ana."""
    notify(NoticeKind.REFERRAL_ACCEPTED, user=ana, path="/cases/K7Q4M9TRV/")
    return OutboxMail.objects.get()


def later(row: OutboxMail, by: timedelta) -> None:
    """Let time pass for this row."""
    row.refresh_from_db()
    OutboxMail.objects.filter(pk=row.pk).update(next_attempt_at=row.next_attempt_at - by)


def test_due_email_is_sent_once(waiting: OutboxMail) -> None:
    assert [deliver(), deliver()] == [1, 0]

    waiting.refresh_from_db()
    (event,) = Event.objects.filter(kind=AuditAction.NOTICE_SENT.value)
    assert (len(mail.outbox), waiting.sent_at is not None, waiting.attempts) == (1, True, 1)
    assert (event.actor, event.target) == (None, waiting.user_id)
    assert read_body(event.body)["details"] == {"kind": "notice"}


def test_task_is_the_sweep(waiting: OutboxMail) -> None:
    tasks.deliver()

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("language", ["es", "eu", "pt", "en"])
def test_email_has_no_content(waiting: OutboxMail, language: str, settings) -> None:
    settings.PUBLIC_URL = "https://bidelagun.example"
    User.objects.filter(pk=waiting.user_id).update(language=language)
    deliver()

    (message,) = mail.outbox
    text = message.subject + message.body
    assert (message.to, message.from_email) == ([waiting.user.email], settings.DEFAULT_FROM_EMAIL)
    assert "https://bidelagun.example/\n" in message.body
    assert [word for word in ("K7Q4", "cases", "accepted", "Ana", "Entity A") if word in text] == []


def test_email_of_every_kind_reads_the_same(ana: User) -> None:
    for kind in NoticeKind:
        notify(kind, user=ana, path="/cases/")
    deliver()

    assert len(mail.outbox) == len(NoticeKind)
    assert len({(message.subject, message.body) for message in mail.outbox}) == 1


def test_password_link_is_made_when_sent(ana: User) -> None:
    send_password_link(user=ana)
    deliver()

    (message,) = mail.outbox
    assert "/account/password/reset/key/" in message.body
    assert message.subject == "Your Bidelagun password"


def test_refused_email_is_tried_again_later_and_later(waiting: OutboxMail, settings) -> None:
    settings.EMAIL_BACKEND = BAD + "Unreachable"
    delays = []
    for _attempt in range(12):
        assert deliver() == 0
        waiting.refresh_from_db()
        delays.append(round((waiting.next_attempt_at - timezone.now()) / timedelta(minutes=1)))
        later(waiting, timedelta(days=1))

    assert delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert waiting.last_error == "SMTPServerDisconnected"

    settings.EMAIL_BACKEND = LOCMEM
    assert deliver() == 1
    waiting.refresh_from_db()
    assert (waiting.last_error, waiting.attempts) == ("", 13)


def test_refused_email_does_not_hold_up_the_others(
    waiting: OutboxMail, berta: User, settings
) -> None:
    settings.EMAIL_BACKEND = BAD + "Unreachable"
    deliver()
    settings.EMAIL_BACKEND = LOCMEM
    notify(NoticeKind.STEP_OPENED, user=berta, path="/")

    assert deliver() == 1
    assert mail.outbox[0].to == [berta.email]


def test_refusal_logs_no_address(waiting: OutboxMail, settings, caplog) -> None:
    settings.EMAIL_BACKEND = BAD + "Unreachable"
    deliver()

    assert (str(waiting.pk) in caplog.text, waiting.user.email in caplog.text) == (True, False)


@pytest.mark.parametrize(
    ("death", "sent_by_then"), [("KilledBeforeSending", 0), ("KilledAfterSending", 1)]
)
def test_killed_worker_loses_nothing(
    waiting: OutboxMail, settings, death: str, sent_by_then: int
) -> None:
    settings.EMAIL_BACKEND = BAD + death
    with pytest.raises(Killed):
        deliver()
    settings.EMAIL_BACKEND = LOCMEM

    assert (deliver(), len(mail.outbox)) == (0, sent_by_then)
    later(waiting, LEASE)
    assert (deliver(), deliver()) == (1, 0)

    ids = {message.extra_headers["Message-ID"] for message in mail.outbox}
    assert len(ids) == 1


def test_deactivated_person_is_sent_nothing(waiting: OutboxMail, ana: User, berta: User) -> None:
    entity_services.deactivate_user(user=ana, by=berta)
    assert deliver() == 0

    entity_services.reactivate_user(user=ana, by=berta)
    assert deliver() == 1


def test_sweep_costs_the_same_for_every_email(ana: User, django_assert_num_queries) -> None:
    for _number in range(3):
        notify(NoticeKind.STEP_OPENED, user=ana, path="/")

    per_mail = 9
    with django_assert_num_queries(3 * per_mail + 3, exact=False):
        deliver()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_workers_side_by_side_send_each_email_once() -> None:
    person = factory.caseworker()
    for _number in range(20):
        notify(NoticeKind.STEP_OPENED, user=person, path="/")

    def work(_worker: int) -> int:
        try:
            return deliver()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(work, range(4)))

    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert (sum(sent), len(ids), len(set(ids))) == (20, 20, 20)


def test_batch_is_limited(waiting: OutboxMail, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.services.delivery.BATCH", 1)
    notify(NoticeKind.STEP_OPENED, user=ana, path="/")

    assert [deliver(), deliver(), deliver()] == [1, 1, 0]


def test_text_of_rows_is_a_reference(waiting: OutboxMail, ana: User) -> None:
    notice = ana.notices.get()

    assert str(waiting) == f"notice {waiting.pk}"
    assert str(notice) == f"referral_accepted {notice.pk}"
