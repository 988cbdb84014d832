"""The pages: a link opens one answer for a while, forms keep what was typed, lists cost the same."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.handles import handle_of
from protocols.agreement import services
from protocols.agreement.links import TRIES_A_MINUTE
from protocols.models import AskedPerson, Consultation
from tests.factories import agreement
from tests.protocols.agreement.test_consulting import changed

pytestmark = pytest.mark.django_db

PAGE = reverse("protocols:consulted_page")
LIST_QUERIES = 10


@pytest.fixture
def made(draft, pilar, berta) -> Consultation:
    """An open consultation: Berta for the own lane, Olga outside for the NGO's."""
    return agreement.opened(draft, by=pilar, user=berta)


@pytest.fixture
def token(made, pilar) -> str:
    """Olga's link."""
    return services.issue_link(person=agreement.asked(made, "ngo"), by=pilar)


def follow(token: str) -> tuple[Client, int]:
    """Open a link in a browser of its own; return it and the first answer's status."""
    browser = Client()
    return browser, browser.get(reverse("protocols:consulted", args=[token])).status_code


def test_the_token_leaves_the_address_at_once(token):
    answer = Client().get(reverse("protocols:consulted", args=[token]))

    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    cookie = answer.cookies["bidelagun_consulted"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", PAGE)


def test_a_link_takes_an_answer_and_shows_no_sign_in(token, made):
    browser, _status = follow(token)
    page = browser.get(PAGE).content.decode()
    assert "Olga" in page
    assert token not in page

    answer = browser.post(PAGE, {"verdict": "yes", "based_on": 0, "on-interview": "Which room?"})

    assert answer.status_code == 302
    olga = agreement.asked(made, "ngo")
    assert (olga.answer, olga.comments.get().words) == ("yes", "Which room?")
    assert "Which room?" in browser.get(PAGE).content.decode()


def test_a_guessed_or_replaced_link_opens_nothing(token, made, pilar):
    browser, _status = follow(token)
    newer = services.issue_link(person=agreement.asked(made, "ngo"), by=pilar)

    assert follow("A" * 43)[1] == 404
    assert follow(token)[1] == 404
    assert browser.get(PAGE).status_code == 404
    assert follow(newer)[1] == 302


def test_a_cookie_of_another_hand_opens_nothing(token):
    browser = Client()
    browser.cookies["bidelagun_consulted"] = f"{token}:forged"

    assert browser.get(PAGE).status_code == 404


def test_after_the_last_day_the_link_is_dead_and_what_was_typed_is_shown_again(token, made):
    browser, _status = follow(token)
    Consultation.objects.update(answer_by=timezone.localdate() - timedelta(days=1))

    late = browser.post(
        PAGE, {"verdict": "no", "words": "Two days are too few.", "based_on": 0}
    ).content.decode()

    assert "Nothing was saved" in late
    assert "Two days are too few." in late
    assert browser.get(PAGE).status_code == 404
    assert follow(token)[1] == 404
    assert agreement.asked(made, "ngo").answer == ""


def test_of_a_changed_draft_it_shows_what_was_asked_and_takes_nothing(token, draft, pilar):
    browser, _status = follow(token)
    changed(draft, pilar)

    page = browser.get(PAGE)

    assert page.status_code == 200
    assert "has been changed since you were asked" in page.content.decode()
    assert "Save my answer" not in page.content.decode()


def test_who_asks_too_often_waits(token):
    browser = Client()
    for _turn in range(TRIES_A_MINUTE):
        browser.get(reverse("protocols:consulted", args=["B" * 43]))

    assert follow(token)[1] == 429


def test_what_is_typed_stays_when_it_lacks_something(token):
    browser, _status = follow(token)

    page = browser.post(PAGE, {"verdict": "no", "on-ask": "Kept words", "based_on": 0})

    assert page.status_code == 200
    assert "Say what should be different." in page.content.decode()
    assert "Kept words" in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"verdict": "perhaps", "based_on": 0},
        {"verdict": "yes", "based_on": "x"},
        {"verdict": "yes", "based_on": 2**40},
        {"verdict": "yes", "based_on": 0, "general": "x" * 4001},
    ],
)
def test_impossible_answers_are_said_and_not_kept(token, made, typed):
    browser, _status = follow(token)

    assert browser.post(PAGE, typed).status_code == 200
    assert agreement.asked(made, "ngo").saves == 0


def test_two_windows_of_one_person_are_told_apart(client, made, berta):
    client.force_login(berta)
    handle = handle_of(agreement.asked(made, "own").pk, entity_id=berta.entity_id)
    page = reverse("protocols:answer_asked", args=[handle])
    client.post(page, {"verdict": "yes", "based_on": 0})

    second = client.post(page, {"verdict": "no", "words": "On second thought", "based_on": 0})
    assert "another window" in second.content.decode()
    assert "On second thought" in second.content.decode()
    assert 'name="based_on" value="1"' in second.content.decode()

    client.post(page, {"verdict": "no", "words": "On second thought", "based_on": 1})
    assert agreement.asked(made, "own").answer == "no"


def test_the_studio_says_that_people_are_being_asked(client, made, pilar, draft):
    client.force_login(pilar)

    for page in ("studio:table", "studio:board"):
        shown = client.get(reverse(page, args=[draft.protocol.slug, draft.number]))
        assert "People are being asked about this draft." in shown.content.decode()


def test_a_refused_approval_is_answered_409_with_its_reason(client, made, draft, pilar):
    client.force_login(pilar)
    page = reverse("protocols:approve", args=[draft.protocol.slug, draft.number])
    assert "Ask another protocol manager" in client.get(page).content.decode()

    answer = client.post(page, {"in_force_from": agreement.in_days(0).isoformat()})

    assert answer.status_code == 409
    assert "somebody else approves it" in answer.content.decode()


def test_readers_see_the_agreement_of_what_is_published_and_nothing_of_drafts(
    client, draft, pilar, sonia, ana
):
    agreement.agreed(draft, by=pilar)
    client.force_login(ana)
    page = reverse("protocols:agreement", args=[draft.protocol.slug, draft.number])
    assert client.get(page).status_code == 404
    agreement.approved(draft, by=sonia)

    shown = client.get(page).content.decode()

    assert "Sonia" in shown
    assert "Olga" in shown
    assert "Answer the reason" not in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_with_more_people(
    client, made, draft, pilar, rows, django_assert_num_queries
):
    for number in range(rows):
        AskedPerson(consultation=made, lane="ngo", name=f"Person {number}").save()
    client.force_login(pilar)
    page = reverse("protocols:agreement", args=[draft.protocol.slug, draft.number])
    client.get(page)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(page)


@pytest.mark.pdf
@pytest.mark.parametrize("language", ["en", "eu"])
def test_the_record_is_printed_in_the_readers_language(client, draft, pilar, sonia, language):
    agreement.agreed(draft, by=pilar)
    agreement.approved(draft, by=sonia)
    client.force_login(pilar)
    client.post(reverse("set_language"), {"language": language, "next": "/"})

    printed = client.get(reverse("protocols:record", args=[draft.protocol.slug, draft.number]))

    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("field", "days"), [("in_force_from", (900, 1000)), ("review_on", (0, 5000))]
)
def test_a_day_too_far_away_is_refused_beside_the_field_and_kept(client, draft, field, days):
    client.force_login(agreement.second_person())
    begins, reviewed = (agreement.in_days(number).isoformat() for number in days)
    page = reverse("protocols:approve", args=[draft.protocol.slug, draft.number])
    answer = client.post(page, {"in_force_from": begins, "review_on": reviewed})

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (200, [field])
    assert form["review_on"].value() == reviewed
