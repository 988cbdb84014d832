"""What is told in confidence lies nowhere in clear: a canary in every field, every sink searched."""

import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from audit.models import Event
from cases.models import Case
from cases.tasks import sweep_grants
from core.codes import show_code
from core.wakeups import wake_on_commit
from entities.enums import Role
from entities.models import Entity, User
from notices.tasks import deliver
from referrals.models import Referral
from referrals.tasks import sweep
from tests.access import sinks
from tests.access.canary_road import (
    SECRETS,
    Road,
    in_an_emergency,
    open_and_tell,
    refer,
    reveal,
    sentence,
    take,
    with_four_eyes,
)
from tests.access.canary_watch import (
    ADDRESS,
    ADDRESS_STANDS_IN,
    ask_for_an_address,
    enquire,
    look_into_what_was_unusual,
)
from tests.factories import entities as people
from tests.factories import referrals as factory
from vault.tasks import sweep_ownerless_keys

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queue_and_cache() -> Iterator[None]:
    """Leave no task message and nothing cached to other tests."""
    sinks.task_messages()
    cache.clear()
    yield
    sinks.task_messages()
    cache.clear()


@contextmanager
def broken_table(table: str) -> Iterator[None]:
    """A database that takes no row of this table: the request ends in an error of the server."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER broken BEFORE INSERT ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'broken'); END"
            )
        else:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT broken CHECK (false) NOT VALID")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER broken")
            else:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT broken")


def walk(road: Road) -> dict[str, str]:
    """Walk the whole road; return the pages that show the secrets to those they are for."""
    version, service = factory.road(), factory.service()
    open_and_tell(road)
    code = road.code("ana")
    pages = {"case": road.text("ana", "cases:detail", code)}
    pages["contact"] = reveal(road, "ana", "contact", purpose="call")
    pages["identity"] = reveal(
        road, "ana", "identity", purpose="documents", justification=sentence("justification")
    )
    found = road.browsers["ana"].post(reverse("cases:search"), {"query": SECRETS["name"]})
    assert code in found.content.decode()
    pages |= with_four_eyes(road) | in_an_emergency(road)
    refer(road, str(version.protocol), service)
    referral = show_code(Referral.objects.get().code)
    pages["offer"] = road.text("bruno", "referrals:detail", referral)
    take(road)
    pages["received"] = road.text("bruno", "cases:detail", road.code("bruno"))
    pages["sent"] = road.text("ana", "referrals:detail", referral)
    pages["history"] = road.text("ana", "cases:history", code) + road.text(
        "ana",
        "cases:entry_history",
        code,
        "intervention",
        road.handle("ana", Case.objects.get().interventions.get(entity=road.people["ana"].entity)),
    )
    reason = Event.objects.filter(kind=AuditAction.IDENTITY_REVEALED.value).earliest("id")
    answer = road.browsers["aurora"].post(reverse("audit:reason", args=[reason.pk]))
    pages["reason"] = answer.content.decode()
    pages |= enquire(road)
    look_into_what_was_unusual(road)
    ask_for_an_address(road)
    return pages


def break_the_server(road: Road) -> str:
    """Post a note that no table takes; return what the error page says."""
    with broken_table("cases_intervention"):
        answer = road.browsers["ana"].post(
            reverse("cases:add_intervention", args=[road.code("ana")]),
            {
                "happened_on": timezone.localdate().isoformat(), "service_type": "legal",
                "note": sentence("broken note"),
            },
        )  # fmt: skip
    assert answer.status_code == 500
    return answer.content.decode()


def log_pages(road: Road) -> Iterator[sinks.Sink]:
    """The auditor's list and every event of it, reasons left sealed."""
    yield "log page", road.get("aurora", "audit:list").content
    for number in Event.objects.values_list("pk", flat=True):
        yield "log page", road.get("aurora", "audit:detail", number).content


def all_sinks(road: Road, lines: sinks.Lines, messages: list[object]) -> Iterator[sinks.Sink]:
    """Every place where something could be left."""
    return chain(
        log_pages(road),
        sinks.columns(),
        sinks.images(),
        sinks.sessions(),
        sinks.caches(),
        sinks.mails(),
        sinks.told(messages),
        lines.sinks(),
        *(browser.sinks() for browser in road.browsers.values()),
    )


@pytest.mark.slow
def test_secrets_lie_nowhere_in_clear(
    ana: User, berta: User, bruno: User, carla: User, aurora: User, settings
) -> None:
    settings.DEBUG, settings.MFA_TOTP_TOLERANCE = False, 10
    custodia = people.user(role=Role.CUSTODIAN, entity=ana.entity, name="Custodia")
    cast = {
        "ana": ana, "berta": berta, "bruno": bruno, "carla": carla, "aurora": aurora,
        "custodia": custodia, "alba": people.administrator(),
    }  # fmt: skip
    with sinks.everything_logged() as lines:
        road = Road(**cast)
        pages = walk(road)
        error_page = break_the_server(road)
        messages = sinks.task_messages()
        for task in (deliver, sweep, sweep_grants, sweep_ownerless_keys):
            task()
        missing = road.browsers["ana"].get("/nowhere/")
        wanted = [*SECRETS.values(), ADDRESS]
        found = sinks.leaks(wanted, all_sinks(road, lines, messages))

    on_disk = {"default on disk"} if connection.vendor == "sqlite" else set()
    assert found == {(ADDRESS, place) for place in ADDRESS_STANDS_IN | on_disk}
    assert sinks.leaks(SECRETS.values(), [("500", error_page.encode())]) == set()
    assert missing.status_code == 404
    assert len(mail.outbox) > 0
    assert {message.headers["task"] for message in messages} == {"notices.deliver"}
    assert [message.payload[:2] for message in messages if message.payload[:2] != [[], {}]] == []
    assert any("broken" in line for line in lines.lines)
    _shown_to_the_right_people(pages)


def _shown_to_the_right_people(pages: dict[str, str]) -> None:
    """The same words stand where they belong, so that not finding them elsewhere says something."""

    def shown(page: str) -> set[str]:
        return {name for name, secret in SECRETS.items() if secret in pages[page]}

    told = {
        "summary", "needs", "narrative", "health", "history", "corrected note", "status note",
        "child", "must not learn", "consent note",
    }  # fmt: skip
    assert shown("case") == told
    assert shown("contact") == {
        "name", "telephone", "safe hours", "who may answer", "word to say",
    }  # fmt: skip
    assert shown("identity") == {"legal name", "document"}
    assert shown("offer") == {"question", "answer"}
    assert shown("received") == {"summary", "receiver's note", "must not learn"}
    assert shown("sent") >= {"question", "answer"}
    assert shown("history") >= {"summary", "narrative", "note", "corrected note"}
    assert shown("reason") == {"justification"}
    assert shown("asked") == {"asking"}
    assert shown("agreed") == {"motivation"}
    assert shown("waiting") == {"leaked name", "enquiry"}
    assert shown("enquiry") == {"custodian's reason"}
    assert shown("review") == {"emergency", "review"}


def test_search_finds_what_lies_in_a_sink(ana: User, settings) -> None:
    """Every sink with a secret in it: each is found, so that finding none says something."""
    secret = "Xylophonelike"
    Entity.objects.filter(pk=ana.entity_id).update(name=secret)
    cache.set("somewhere", f"a {secret}", 60)
    session = SessionStore()
    session["typed"] = f"a {secret}"
    session.save()
    mail.send_mail("Hello", f"a {secret}\n" * 30 + "ñ", None, ["someone@example.test"])
    wake_on_commit(f"notices.{secret}")
    walker = sinks.Walker()
    walker.get(f"/nowhere/{secret}/")
    with sinks.everything_logged() as lines:
        logging.getLogger("django.request").debug("%s", secret)

    found = sinks.leaks(
        [secret],
        chain(
            sinks.columns(), sinks.images(), sinks.sessions(), sinks.caches(), sinks.mails(),
            sinks.told(sinks.task_messages()), lines.sinks(), walker.sinks(),
        ),
    )  # fmt: skip

    on_disk = {"default on disk"} if connection.vendor == "sqlite" else set()
    places = {place for _secret, place in found if not place.startswith("default.django_session")}
    places -= {"default.shared_cache.value"}
    assert places == on_disk | {
        "default.entities_entity.name", "session", "cache", "e-mail", "task message", "log line",
        "address or header",
    }  # fmt: skip


@pytest.mark.parametrize("form", [str.upper, lambda text: base64.b64encode(b"x" + text.encode())])
def test_secret_is_known_in_other_forms(form) -> None:
    content = form("Xylophonelike")
    sink = content if isinstance(content, bytes) else content.encode()

    assert sinks.leaks(["Xylophonelike"], [("place", sink)]) == {("Xylophonelike", "place")}
