"""What people asked say: until the last day, changed at will, never lost, never another's."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.body import read_body
from audit.models import Event
from core.exceptions import Conflict, NotVisible
from protocols.agreement import selectors, services
from protocols.agreement.services import Given
from protocols.models import AskedPerson, Consultation
from tests.factories import agreement

pytestmark = pytest.mark.django_db

OBJECTION = Given(verdict="no", words="Two days are too few.", comments={"interview": "Too soon"})


@pytest.fixture
def made(draft, pilar, berta) -> Consultation:
    """An open consultation: Berta for the own lane, Olga outside for the NGO's."""
    return agreement.opened(draft, by=pilar, user=berta)


def test_an_answer_keeps_words_and_comments(made):
    person = agreement.answer(made, "ngo", OBJECTION)

    assert (person.answer, person.words, person.saves) == ("no", "Two days are too few.", 1)
    assert list(person.comments.values_list("element", "words")) == [("interview", "Too soon")]


def test_the_log_says_who_answered_what_and_nothing_that_was_written(made, berta):
    agreement.answer(made, "own")
    agreement.answer(made, "ngo", OBJECTION)

    inside, outside = Event.objects.filter(kind="protocol:answered").order_by("id")
    assert (inside.actor, outside.actor) == (berta.pk, None)
    details = read_body(outside.body)["details"]
    assert {name: details[name] for name in ("lane", "answer", "count", "outside")} == {
        "lane": "ngo", "answer": "no", "count": 1, "outside": True,
    }  # fmt: skip
    assert b"Two days" not in bytes(outside.body)


def test_it_may_be_changed_and_what_was_settled_is_open_again(made, pilar):
    person = agreement.answer(made, "ngo", OBJECTION)
    services.settle_answer(person=person, words=person.words, settlement="Three now", by=pilar)
    comment = person.comments.get()
    services.settle_comment(comment=comment, words="Too soon", settlement="Later", by=pilar)

    said = Given("reservation", "Three would do.", {"interview": "Too soon", "": "Well made"})
    person = agreement.answer(made, "ngo", said)

    assert (person.answer, person.is_settled, person.saves) == ("reservation", False, 2)
    assert list(person.comments.values_list("element", "words", "settlement")) == [
        ("", "Well made", ""),
        ("interview", "Too soon", "Later"),
    ]


def test_an_emptied_comment_goes_and_others_stay(made):
    agreement.answer(made, "ngo", OBJECTION)

    person = agreement.answer(made, "ngo", Given("yes", "", {"interview": ""}))

    assert (person.answer, person.words, person.comments.count()) == ("yes", "", 0)


def test_comments_are_kept_before_there_is_an_answer(made):
    person = agreement.answer(made, "ngo", Given(comments={"interview": "Which room?"}))

    assert (person.answer, person.answered_at) == ("", None)
    assert person.comments.get().words == "Which room?"


def test_comments_on_what_is_not_in_the_flowchart_are_not_kept(made):
    person = agreement.answer(made, "ngo", Given("yes", "", {"elsewhere": "x"}))

    assert person.comments.count() == 0


@pytest.mark.parametrize("verdict", ["no", "reservation", "perhaps"])
def test_an_objection_without_words_and_an_unknown_answer_are_refused(made, verdict):
    with pytest.raises(Conflict):
        agreement.answer(made, "ngo", Given(verdict=verdict))

    assert agreement.asked(made, "ngo").saves == 0


def test_an_answer_cannot_be_taken_back_to_nothing(made):
    agreement.answer(made, "ngo")

    with pytest.raises(Conflict, match="Choose one"):
        agreement.answer(made, "ngo", Given())


def test_what_was_saved_in_another_window_is_not_overwritten_unseen(made):
    person = agreement.answer(made, "ngo")

    with pytest.raises(Conflict, match="another window"):
        services.give_answer(person=person, given=agreement.YES, based_on=0, by=None)


def test_after_the_last_day_nothing_is_taken(made):
    Consultation.objects.filter(pk=made.pk).update(
        answer_by=timezone.localdate() - timedelta(days=1)
    )

    with pytest.raises(Conflict, match="is over"):
        agreement.answer(made, "ngo")
    assert selectors.is_over(Consultation.objects.get(pk=made.pk))


def test_on_the_last_day_it_is_taken(draft, pilar):
    made = agreement.opened(draft, by=pilar, days=0)

    assert agreement.answer(made, "ngo").answer == "yes"


def test_nobody_answers_for_somebody_else(made, pilar, ana):
    berta_s, olga_s = agreement.asked(made, "own"), agreement.asked(made, "ngo")

    for person, by in ((berta_s, ana), (berta_s, None), (olga_s, pilar)):
        with pytest.raises(NotVisible):
            services.give_answer(person=person, given=agreement.YES, based_on=0, by=by)
    assert selectors.asked_of(ana).count() == 0


def test_settling_speaks_to_the_words_that_were_read(made, pilar, berta):
    person = agreement.answer(made, "ngo", OBJECTION)

    with pytest.raises(Conflict, match="changed her words"):
        services.settle_answer(person=person, words="Other", settlement="So be it", by=pilar)
    with pytest.raises(Conflict, match="shortly"):
        services.settle_answer(person=person, words=person.words, settlement="", by=pilar)
    settled = services.settle_answer(person=person, words=person.words, settlement="Ok", by=pilar)

    assert (settled.settlement, settled.settled_by) == ("Ok", pilar)


def test_the_database_refuses_an_objection_without_words(made):
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedPerson.objects.filter(consultation=made).update(
            answer="no", answered_at=timezone.now()
        )


def test_what_she_still_owes_is_counted(made, berta):
    assert selectors.unanswered(berta) == 1
    agreement.answer(made, "own")
    assert selectors.unanswered(berta) == 0
