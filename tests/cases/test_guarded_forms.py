"""Free text about a case is read before it is kept: what must go, what is asked, what is logged."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.enums import AuditAction as Act
from audit.models import Event
from cases.enums import Part
from cases.models import Case, Intervention
from cases.services.guarding import About, find_traces
from entities.models import User
from tests.cases.pages import handle, kinds, page
from tests.factories import cases as factory
from vault.doors import QUESTIONS_AT_ONCE

pytestmark = pytest.mark.django_db

HER = {
    "legal_name": "Ngozi Okafor", "name_used": "Xiomara", "telephone": "+34 600 123 987",
    "birth_date": date(2001, 3, 14),
}  # fmt: skip
SOFT = "Vive cerca de la calle Autonomia."
STAMP = re.compile(r'name="note-shown" value="(\w+)"')
Send = Callable[..., Any]


@pytest.fixture
def hers(ana: User) -> Case:
    """A case of Ana's whose person the vault knows."""
    return factory.open_case(by=ana, person=HER)


@pytest.fixture
def send(as_ana: Client, ana: User, hers: Case) -> Send:
    """Send a note about her, as the browser of the person does."""

    def post(note: str, *, browser: Client = as_ana, by: User = ana, **more: str) -> Any:
        today = timezone.localdate().isoformat()
        answers = {"happened_on": today, "service_type": "legal", "units": "1", "note": note}
        return browser.post(page("add_intervention", hers, by), {**answers, **more})

    return post


def text_of(answer: Any) -> str:
    return answer.context["form"]["note"].value()


def stamp_of(answer: Any) -> str:
    return STAMP.search(answer.content.decode())[1]


def details(kind: Act) -> list[dict[str, Any]]:
    events = Event.objects.filter(kind=kind.value).order_by("id")
    return [json.loads(bytes(event.body))["details"] for event in events]


def said(answer: Any) -> list[str]:
    return [str(error) for error in answer.context["form"].errors.get("note", [])]


@pytest.mark.parametrize(
    "note",
    [
        "Ngozi came today.",
        "With OKAFÓR at the station.",
        "Xiomarak deitu du.",
        "Xiomararekin bildu gara.",
        "Call 612 345 678.",
        "Write to her@example.org.",
        "Her paper is X1234567L.",
        "Her number: 600123987.",
        "Lives at Calle Autonomia 12, 3 B.",
    ],
)
def test_what_must_go_blocks_and_is_kept_as_typed(send: Send, note: str) -> None:
    answer = send(note)

    assert (answer.status_code, Intervention.objects.count()) == (200, 0)
    assert text_of(answer) == note
    assert said(answer) == [
        "Something here must not stand in the text. Replace it, then save again."
    ]


def test_one_press_replaces_all_and_shows_the_text_once_more(send: Send) -> None:
    answer = send("Ngozi rang; tel. 612345678.", guard="note:all")

    assert text_of(answer) == "The person rang; tel. [telephone]."
    assert said(answer) == ["It is replaced. Read the text once more, then save."]
    assert Intervention.objects.count() == 0
    assert send(text_of(answer)).status_code == 302
    assert Intervention.objects.get().note == "The person rang; tel. [telephone]."


def test_a_basque_ending_goes_over_to_a_basque_word(send: Send) -> None:
    answer = send("Xiomarak deitu du; Okaforrengandik.", guard="note:all")

    assert text_of(answer) == "Pertsonak deitu du; pertsonarengandik."


def test_one_finding_is_replaced_and_the_others_stay_to_be_looked_at(send: Send) -> None:
    note = "First 612345678, then Ngozi, then 623456789."
    first = send(note)
    second = send(note, **{"guard": "note:0", "note-shown": stamp_of(first)})

    assert text_of(second) == "First [telephone], then Ngozi, then 623456789."
    assert said(second) == ["It is replaced. Look at what is left."]
    third = send(text_of(second), **{"guard": "note:1", "note-shown": stamp_of(second)})
    assert text_of(third) == "First [telephone], then Ngozi, then [telephone]."
    last = send(text_of(third), **{"guard": "note:0", "note-shown": stamp_of(third)})
    assert text_of(last) == "First [telephone], then the person, then [telephone]."
    assert said(last) == ["It is replaced. Read the text once more, then save."]


def test_one_replacement_in_a_text_that_changed_is_asked_anew(send: Send) -> None:
    first = send("First 612345678, then Ngozi.")
    changed = "Ngozi, then 612345678."
    answer = send(changed, **{"guard": "note:0", "note-shown": stamp_of(first)})

    assert text_of(answer) == changed
    assert said(answer) == [
        "Something here must not stand in the text. Replace it, then save again."
    ]


def test_replacing_where_nothing_is_found_saves_nothing(send: Send) -> None:
    answer = send("She came today.", guard="note:all")

    assert said(answer) == ["There is nothing left to replace. Read the text once more, then save."]
    assert Intervention.objects.count() == 0


@pytest.mark.parametrize("press", ["", "note", "note:", "note:9", "other:all", ":", "note:-1"])
def test_a_button_that_is_not_there_never_passes_a_name(send: Send, press: str) -> None:
    answer = send("Ngozi came.", guard=press)

    assert (answer.status_code, text_of(answer)) == (200, "Ngozi came.")


def test_what_may_lead_to_a_person_stays_for_a_reason(send: Send) -> None:
    first = send(SOFT)
    assert said(first) == ["Something here may lead to a person. Replace it, or say why it stays."]
    second = send(SOFT, **{"note-shown": stamp_of(first), "note-keep-0": "place_or_organisation"})

    assert (second.status_code, Intervention.objects.get().note) == (302, SOFT)
    assert details(Act.NAMES_KEPT) == [
        {"fields": ["note"], "found": ["address"], "why": ["place_or_organisation"]}
    ]


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (SOFT, ""),
        (SOFT, "because"),
        (SOFT + " Y la calle Ledesma.", "other"),
        (SOFT.replace("Autonomia", "Ledesma"), "other"),
    ],
)
def test_a_reason_holds_for_the_text_that_was_shown_and_no_other(
    send: Send, note: str, reason: str
) -> None:
    stamp = stamp_of(send(SOFT))
    answer = send(note, **{"note-shown": stamp, "note-keep-0": reason})

    assert (answer.status_code, text_of(answer)) == (200, note)
    assert details(Act.NAMES_KEPT) == []


def test_a_reason_without_the_stamp_of_the_page_is_none(send: Send) -> None:
    for stamp in ("", "0" * 64):
        answer = send(SOFT, **{"note-shown": stamp, "note-keep-0": "other"})
        assert answer.status_code == 200


def test_a_chosen_reason_is_still_chosen_when_something_else_is_wrong(send: Send) -> None:
    stamp = stamp_of(send(SOFT))
    answer = send(SOFT, **{"note-shown": stamp, "note-keep-0": "safety", "happened_on": "never"})

    assert answer.status_code == 200
    assert details(Act.NAMES_KEPT) == []
    again = send(SOFT, **{"note-shown": stamp, "note-keep-0": "safety"})
    assert again.status_code == 302


def test_line_ends_of_the_browser_change_nothing(send: Send) -> None:
    stamp = stamp_of(send("She came.\n" + SOFT))
    answer = send("She came.\r\n" + SOFT, **{"note-shown": stamp, "note-keep-0": "other"})

    assert answer.status_code == 302


def test_a_text_that_stood_there_is_not_asked_about_again(
    as_ana: Client, ana: User, hers: Case
) -> None:
    entry = factory.intervention(case=hers, note=SOFT)
    correct = page("correct_intervention", hers, ana, handle(entry, ana))
    today = timezone.localdate().isoformat()
    answers = {"happened_on": today, "service_type": "health", "units": "1"}

    assert as_ana.post(correct, {**answers, "note": SOFT}).status_code == 302
    assert as_ana.post(correct, {**answers, "note": SOFT + " Hoy."}).status_code == 200


def test_a_name_that_stood_there_blocks_all_the_same(as_ana: Client, ana: User, hers: Case) -> None:
    entry = factory.intervention(case=hers, note="Ngozi came.")
    correct = page("correct_intervention", hers, ana, handle(entry, ana))
    today = timezone.localdate().isoformat()
    answers = {"happened_on": today, "service_type": "health", "note": "Ngozi came."}

    assert as_ana.post(correct, answers).status_code == 200


def test_opening_a_case_knows_the_card_that_is_typed_beside(as_ana: Client) -> None:
    answers = {
        "opened_on": timezone.localdate().isoformat(),
        "name_used": "Xiomara", "summary": "Xiomarak deitu du.",
    }  # fmt: skip
    answer = as_ana.post("/cases/open/", answers)

    assert answer.status_code == 200
    assert answer.context["form"]["summary"].value() == "Xiomarak deitu du."
    assert Case.objects.count() == 0
    assert details(Act.NAMES_SCANNED) == []
    assert as_ana.post("/cases/open/", {**answers, "summary": "She rang."}).status_code == 302


def test_a_whole_form_is_one_question_with_counts_only(
    as_ana: Client, ana: User, hers: Case
) -> None:
    texts = {"summary": "Ngozi came.", "needs": "A bed.", "narrative": "Okafor and 612345678."}
    as_ana.post(page("edit", hers, ana), texts)

    assert details(Act.NAMES_SCANNED) == [{"texts": 3, "values": 4, "found": 3}]
    assert not any(b"Ngozi" in bytes(event.body) for event in Event.objects.all())


def test_a_form_without_words_asks_nothing(send: Send) -> None:
    assert send("").status_code == 302
    assert Act.NAMES_SCANNED.value not in kinds()


def test_too_many_questions_lose_nothing_that_was_typed(send: Send, monkeypatch: Any) -> None:
    monkeypatch.setitem(QUESTIONS_AT_ONCE, Act.NAMES_SCANNED, 1)
    assert send("She came.").status_code == 302
    answer = send("She came again.")

    assert (answer.status_code, text_of(answer)) == (200, "She came again.")
    assert answer.context["form"].non_field_errors() == [
        "You have searched for names too often in a short time. Wait a minute and try again."
    ]
    refused = Event.objects.filter(kind=Act.NAMES_SCANNED.value).latest("id")
    assert refused.outcome == "refused"


@pytest.fixture
def bruno_reads(client: Client, bruno: User, hers: Case) -> tuple[Client, User]:
    """Bruno works the case and may not reveal who she is."""
    factory.open_grant(case=hers, parts=(Part.SUMMARY, Part.PLAN))
    browser = Client()
    browser.force_login(bruno)
    return browser, bruno


def bare(answer: Any, *names: str) -> str:
    """The page without what no two pages share: the texts themselves, tokens and stamps."""
    html = answer.content.decode()
    html = re.sub(r'(csrfmiddlewaretoken" value=|-shown" value=|X-CSRFToken": )"\w+"', "", html)
    for name in names:
        html = html.replace(name, "NAME")
    return html


@pytest.mark.parametrize(
    ("hers_there", "another"),
    [
        ("Vino Ngozi ayer.", "Vino Ainhoa ayer."),
        ("Con Okafor hoy.", "Con Ainhoa hoy."),
        ("Vive en calle Okafor.", "Vive en calle Ainhoa."),
        ("Fue el 14/03/2001.", "Fue el 15/04/2001."),
    ],
)
def test_to_who_may_not_reveal_her_name_looks_like_any_other(
    send: Send, bruno_reads: tuple[Client, User], hers_there: str, another: str
) -> None:
    browser, bruno = bruno_reads
    pages, costs = [], []
    for note in (hers_there, another):
        answer = send(note, browser=browser, by=bruno)
        hidden = ("Ngozi", "Okafor", "Ainhoa", "14/03/2001", "15/04/2001")
        pages.append((answer.status_code, bare(answer, *hidden)))
        costs.append(details(Act.NAMES_SCANNED)[-1])

    assert pages[0] == pages[1]
    assert costs[0] == costs[1] == {"texts": 1, "values": 4, "found": 1}
    assert "Replace “" in pages[0][1]
    assert "Her name" not in pages[0][1]


def statements(work: Callable[[], Any]) -> int:
    """How many statements this takes, those of the cache and savepoints apart."""
    with CaptureQueriesContext(connection) as captured:
        work()
    aside = ("SAVEPOINT", "RELEASE", "ROLLBACK")
    told = [query["sql"] for query in captured.captured_queries]
    return len([sql for sql in told if "shared_cache" not in sql and not sql.startswith(aside)])


def test_who_may_not_reveal_asks_at_the_same_cost(
    send: Send, bruno_reads: tuple[Client, User]
) -> None:
    browser, bruno = bruno_reads
    send("Vino hoy.", browser=browser, by=bruno)
    costs = [
        statements(lambda note=note: send(note, browser=browser, by=bruno))
        for note in ("Vino Ngozi ayer.", "Vino Ainhoa ayer.")
    ]

    assert costs[0] == costs[1]


def test_what_the_guard_costs_a_note(ana: User, hers: Case) -> None:
    """The person, the event, and what she may see; the same however many texts and findings."""
    about = About(ana, Case.objects.get())
    find_traces(texts={"note": "She came."}, about=about)

    for texts, cost in (
        ({"note": "She came."}, 8),
        ({"note": "Vino Ngozi.", "needs": "612345678", "health": "Okafor"}, 8),
    ):
        fresh = About(User.objects.get(pk=ana.pk), Case.objects.get())
        assert statements(lambda: find_traces(texts=texts, about=fresh)) == cost  # noqa: B023


def test_keeping_her_name_is_logged_as_it_was_seen(
    send: Send, bruno_reads: tuple[Client, User]
) -> None:
    browser, bruno = bruno_reads
    for note in ("Vino Ngozi ayer.", "Vino Ainhoa ayer."):
        stamp = stamp_of(send(note, browser=browser, by=bruno))
        kept = {"note-shown": stamp, "note-keep-0": "not_a_person"}
        assert send(note, browser=browser, by=bruno, **kept).status_code == 302

    assert (
        details(Act.NAMES_KEPT)
        == [{"fields": ["note"], "found": ["person"], "why": ["not_a_person"]}] * 2
    )


def test_four_eyes_hide_from_her_own_team_that_it_is_her_name(send: Send, hers: Case) -> None:
    assert "Her name" in send("Vino Ngozi ayer.").content.decode()
    factory.four_eyes(case=hers)
    page_now = send("Vino Ngozi ayer.").content.decode()

    assert "Her name" not in page_now
    assert "Possible name of a person" in page_now
