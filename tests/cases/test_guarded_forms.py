"""Free text about a case is read before it is kept: what must go, what is asked, what is logged."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.enums import AuditAction as Act
from audit.models import Event
from cases.models import Case, Intervention
from entities.models import User
from tests.cases.guarded import SOFT, Send, details, hers, said, send, stamp_of, text_of
from tests.cases.pages import handle, kinds, page
from tests.factories import cases as factory
from vault.doors import QUESTIONS_AT_ONCE

__all__ = ["hers", "send"]

pytestmark = pytest.mark.django_db


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
