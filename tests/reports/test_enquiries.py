"""From a name that came out to a reference: two people, one search, and no word too many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.body import read_body
from audit.models import Event
from core.exceptions import Conflict
from core.ports import names_cases
from entities.codes import next_free_code
from entities.enums import Role
from entities.models import User
from notices.models import Notice
from reports import services
from reports.enums import EnquiryStatus
from reports.models import NameEnquiry
from reports.services.enquiries import expire_enquiries
from reports.tasks import expire
from tests.factories import cases
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

LIST = "/reports/names/"
WHY = "A newspaper printed it this morning."
YES = {"agrees": "yes", "motivation": "It has to be known today."}


@pytest.fixture
def celia() -> User:
    """A custodian."""
    return factory.user(role=Role.CUSTODIAN, entity=factory.receiving_entity(), name="Celia")


def ask(client: Client, person: User, name: str, **answers: str):
    """Ask about a name by the page."""
    client.force_login(person)
    data = {"name": name, "justification": WHY, "code": next_free_code(person.pk, factory.SECRET)}
    return client.post(f"{LIST}new/", {**data, **answers})


def waiting_url(client: Client, person: User) -> str:
    """Where the custodian answers the one that waits."""
    client.force_login(person)
    (row,) = client.get(LIST).context["waiting"]
    return row.url


def answer(client: Client, person: User, **answers: str):
    """Answer the one that waits, by the page."""
    url = waiting_url(client, person)
    code = next_free_code(person.pk, factory.SECRET)
    return client.post(url, {**YES, "code": code, **answers})


def result(client: Client, person: User) -> str:
    """What the auditor reads of her only enquiry."""
    client.force_login(person)
    (row,) = client.get(LIST).context["asked"]
    return client.get(row.url).text


def test_name_leads_to_references_and_to_nothing_else(
    client: Client, ana: User, aurora: User, celia: User
) -> None:
    by_used = cases.open_case(by=ana, person={"name_used": "Joy Abara"})
    by_legal = cases.open_case(person={"legal_name": "JOY  ABÁRA"})
    similar = cases.open_case(by=ana, person={"name_used": "Joy Abaraka"})
    ask(client, aurora, "joy abara")
    answer(client, celia)

    text = result(client, aurora)

    references = names_cases().references([by_used.pk, by_legal.pk, similar.pk])
    assert references[by_used.pk] in text
    assert references[by_legal.pk] in text
    assert references[similar.pk] not in text
    assert "abara" not in text.lower()
    codes = [code.code for case in (by_used, by_legal) for code in case.codes.exclude(entity=None)]
    assert [code for code in codes if code in text.replace("-", "")] == []


def test_name_of_a_child_leads_to_the_case(
    client: Client, ana: User, aurora: User, celia: User
) -> None:
    case = cases.open_case(by=ana)
    child = cases.child(case=case, by=ana)
    child.person = cases.open_case(by=ana, person={"legal_name": "Blessing"}).person
    child.save()
    ask(client, aurora, "Blessing")
    answer(client, celia)

    assert names_cases().references([case.pk])[case.pk] in result(client, aurora)


def test_no_hit_and_no_are_told_apart_to_the_auditor(
    client: Client, aurora: User, celia: User
) -> None:
    ask(client, aurora, "Nobody")
    answer(client, celia)
    nothing = result(client, aurora)
    NameEnquiry.objects.all().delete()
    ask(client, aurora, "Nobody")
    answer(client, celia, agrees="no")
    refused = result(client, aurora)

    assert "No case has exactly this name" in nothing
    assert "A custodian said no" in refused
    assert "It has to be known today." in refused


def test_custodian_is_shown_the_same_whatever_was_found(
    client: Client, ana: User, aurora: User, celia: User
) -> None:
    cases.open_case(by=ana, person={"name_used": "Joy"})
    shown = []
    for name in ("Joy", "Nobody"):
        ask(client, aurora, name)
        page = client.get(answer(client, celia)["Location"]).text
        shown.append(page.split("<main")[1].split("</main>")[0])

    assert shown[0] == shown[1]


def test_search_runs_only_on_a_yes_and_in_the_custodians_name(
    client: Client, aurora: User, celia: User
) -> None:
    ask(client, aurora, "Joy")
    answer(client, celia, agrees="no")
    assert not Event.objects.filter(kind="names:matched").exists()

    ask(client, aurora, "Joy")
    answer(client, celia)

    matched = Event.objects.filter(kind="names:matched")
    assert {event.actor for event in matched} == {celia.pk}
    assert {read_body(e.body)["details"]["field"] for e in matched} == {"name_used", "legal_name"}


def test_name_and_reasons_lie_nowhere_in_clear_and_the_name_goes(
    client: Client, aurora: User, celia: User
) -> None:
    ask(client, aurora, "Zubirrayana")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reports_nameenquiry")
        row = b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                        for v in cursor.fetchone())  # fmt: skip
    assert b"Zubirrayana" not in row
    assert b"newspaper" not in row
    assert NameEnquiry.objects.get().name == "Zubirrayana"

    answer(client, celia)

    assert NameEnquiry.objects.get().name == ""
    bodies = b"".join(bytes(event.body) for event in Event.objects.all())
    assert b"Zubirrayana" not in bodies
    assert b"newspaper" not in bodies


def test_reading_an_enquiry_is_recorded_before(client: Client, aurora: User, celia: User) -> None:
    ask(client, aurora, "Joy")
    client.get(waiting_url(client, celia))

    assert Event.objects.get(kind="enquiry:viewed").actor == celia.pk


def test_both_acts_need_the_second_factor_and_lose_nothing_typed(
    client: Client, aurora: User, celia: User
) -> None:
    page = ask(client, aurora, "Joy Abara", code="000000")
    assert (page.status_code, NameEnquiry.objects.count()) == (200, 0)
    assert "Joy Abara" in page.text
    assert WHY in page.text

    ask(client, aurora, "Joy Abara")
    page = answer(client, celia, code="000000")

    assert page.status_code == 200
    assert "It has to be known today." in page.text
    assert NameEnquiry.objects.get().status == EnquiryStatus.WAITING


def test_custodians_and_then_the_auditor_are_told(
    client: Client, aurora: User, celia: User, ana: User
) -> None:
    ask(client, aurora, "Joy")
    assert {notice.user for notice in Notice.objects.filter(kind="enquiry_waiting")} == {celia}

    answer(client, celia)

    assert {n.user for n in Notice.objects.filter(kind="enquiry_answered")} == {aurora}


def test_nobody_answers_in_seven_days_and_it_ends(
    client: Client, aurora: User, celia: User
) -> None:
    ask(client, aurora, "Joy")
    enquiry = NameEnquiry.objects.get()
    assert (enquiry.expires_at - enquiry.asked_at).days in (6, 7)
    expire()
    assert NameEnquiry.objects.get().status == EnquiryStatus.WAITING

    NameEnquiry.objects.update(
        asked_at=timezone.now() - timedelta(days=8), expires_at=timezone.now()
    )
    client.force_login(celia)
    assert client.get(LIST).context["waiting"] == []  # at the minute, before any sweep
    assert (expire_enquiries(), expire_enquiries()) == (1, 0)

    row = NameEnquiry.objects.get()
    assert (row.status, row.name) == (EnquiryStatus.EXPIRED, "")
    assert "Nobody answered in time" in result(client, aurora)
    with pytest.raises(Conflict):
        services.answer_enquiry(enquiry=row, agrees=True, motivation="Too late.", by=celia)


def test_another_auditor_sees_nothing_of_it(client: Client, aurora: User, celia: User) -> None:
    ask(client, aurora, "Joy")
    (row,) = client.get(LIST).context["asked"]
    client.force_login(factory.auditor(name="Other"))

    assert client.get(LIST).context["asked"] == []
    assert client.get(row.url).status_code == 404


def test_answered_enquiry_is_no_longer_there_for_custodians(
    client: Client, aurora: User, celia: User
) -> None:
    ask(client, aurora, "Joy")
    url = waiting_url(client, celia)
    answer(client, celia)

    assert client.get(url).status_code == 404


def enquiry_of(person: User) -> NameEnquiry:
    """An enquiry that waits."""
    return services.ask_name(name="Joy", justification=WHY, by=person)


def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    client: Client, aurora: User, celia: User
) -> None:
    counts = []
    client.force_login(celia)
    client.get(LIST)
    for rows in (1, 2):
        for _turn in range(rows):
            enquiry_of(aurora)
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        counts.append(len(seen))

    assert counts[0] == counts[1]
