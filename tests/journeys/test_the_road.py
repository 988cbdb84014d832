"""The road, in a browser: from opening a case to the auditor's list."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from audit.enums import AuditAction as Act
from audit.sentences import sentence
from entities.models import User
from tests.factories import entities as people
from tests.factories.protocols import published_library
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME, TELEPHONE = "Ifeomachukwu", "+34 600 123 987"
NOTE = "She asked for a quiet room and an interpreter."
ACTS = [
    Act.SIGNED_IN,
    Act.CASE_OPENED,
    Act.PERSON_RECORDED,
    Act.CASES_LISTED,
    Act.CASE_VIEWED,
    Act.INTERVENTION_RECORDED,
    Act.CONSENT_RECORDED,
    Act.RUN_STARTED,
    Act.RUN_VIEWED,
    Act.STEP_VIEWED,
    Act.STEP_COMPLETED,
    Act.REFERRAL_DRAFTED,
    Act.REFERRAL_SENT,
    Act.INBOX_LISTED,
    Act.REFERRAL_VIEWED,
    Act.REFERRAL_ACCEPTED,
    Act.GRANT_OPENED,
]
SUMMARY = "Came with a friend; wants to know her rights."


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[User], Visitor]]:
    """What seats a person at a browser of her own."""
    contexts = []

    def seat(user: User) -> Visitor:
        user.language = "en"
        user.save(update_fields=["language"])
        context = browser.new_context(base_url=live_server.url, locale="en-GB")
        contexts.append(context)
        person = Visitor(context, user)
        person.sign_in()
        return person

    yield seat
    for context in contexts:
        context.close()


def open_a_case(ana: Visitor) -> str:
    ana.menu("Cases")
    ana.follow("Open a case")
    ana.fill("In a few words", SUMMARY)
    ana.fill("Name she wants to be called by", NAME)
    ana.fill("Telephone", TELEPHONE)
    ana.press("Open the case")
    return re.search(r"/cases/([^/]+)/", ana.page.url)[1]


def record_an_intervention(ana: Visitor) -> None:
    ana.follow("Add an intervention")
    ana.choose("Kind of help", "Health care")
    ana.fill("Note", NOTE)
    ana.press("Record it")
    ana.sees(NOTE)


def record_consents(ana: Visitor) -> None:
    ana.follow("Record her answer")
    ana.choose("What she was asked", "Open and keep a case record")
    ana.choose("What she answered", "Given")
    ana.press("Record her answer")
    ana.follow("Record her answer")
    ana.choose("What she was asked", "Referral to a specialised entity")
    ana.choose("For whom", "Entity B")
    ana.choose("What she answered", "Given")
    ana.tick("Summary")
    ana.press("Record her answer")
    ana.sees("Referral to a specialised entity")


def walk_to_the_specialised_referral(ana: Visitor) -> None:
    ana.follow("Start a flowchart")
    ana.press("Start this flowchart")
    ana.follow("Common indicators")
    for question in ("Under 18", "Medical emergency", "Immediate danger"):
        ana.answer(re.compile(question), "No")
    ana.press("The step is done")
    ana.follow("Inform of rights")
    ana.answer(re.compile("Agrees to specialised referral"), "Yes")
    ana.press("The step is done")


def refer_to_entity_b(ana: Visitor) -> str:
    ana.follow("Specialised interviews")
    ana.follow("Refer to…")
    ana.tick("Entity B")
    ana.tick("Summary")
    ana.choose("Why you refer", "Additional services needed")
    ana.press("Go on")
    ana.press("Send the referral")
    ana.sees("Sent")
    return re.search(r"/r/([^/]+)/", ana.page.url)[1]


def test_case_travels_from_one_entity_to_another_and_the_auditor_sees_it(
    visitor: Callable[[User], Visitor], ana: User, bruno: User, aurora: User
) -> None:
    people.service(
        entity=bruno.entity, service_type="social_accompaniment", name="Specialised care"
    )
    published_library()

    caseworker = visitor(ana)
    case_code = open_a_case(caseworker)
    record_an_intervention(caseworker)
    record_consents(caseworker)
    walk_to_the_specialised_referral(caseworker)
    referral_code = refer_to_entity_b(caseworker)

    coordinator = visitor(bruno)
    coordinator.menu("Referrals")
    coordinator.follow(referral_code)
    coordinator.sees("What is asked of you")
    for hidden in (case_code, NAME, SUMMARY, NOTE):
        coordinator.sees_nothing_of(hidden)
    coordinator.press("Accept")
    coordinator.follow("Open the case")
    coordinator.sees(SUMMARY)
    for hidden in (case_code, NAME, TELEPHONE, NOTE):
        coordinator.sees_nothing_of(hidden)

    caseworker.go(f"/referrals/r/{referral_code}/")
    caseworker.sees("Accepted")

    auditor = visitor(aurora)
    read_the_log(auditor)


def read_the_log(auditor: Visitor) -> None:
    """Page through the whole log: every act is there, and no name, note or code of a case."""
    auditor.menu("Access log")
    pages = [auditor.page.content()]
    while (older := auditor.page.get_by_role("link", name="Older")).count():
        older.click()
        auditor.look()
        pages.append(auditor.page.content())
    told = "\n".join(pages)

    assert [secret for secret in (NAME, TELEPHONE, NOTE, SUMMARY) if secret in told] == []
    assert [act for act in ACTS if sentence(act) not in told] == []
