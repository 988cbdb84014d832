"""The live picture of a run: what each reader sees of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree, html

from audit.models import Event
from protocols.marks import MarkState
from protocols.selectors import definition_of
from referrals import services
from referrals.models import Run, Step
from referrals.selectors.pictures import picture_of
from tests.core.test_pdf import inflated
from tests.factories import referrals as factory
from tests.referrals.addresses import at

pytestmark = pytest.mark.django_db
# Written as they stand in the flowchart of `factory.road`: what Bruno's entity has no part in.
HIDDEN = ("ask", "info", "word")


def seen(run: Run, person):
    run.refresh_from_db()
    return picture_of(run, definition_of(run.version), person)


def texts(page: str) -> list[str]:
    """Every text of the page and every attribute, apart: a canary may be a short word."""
    root = html.fromstring(page)
    return [
        *(text.strip() for text in root.itertext()),
        *(value for one in root.iter(etree.Element) for value in one.attrib.values()),
    ]


def words(page: str) -> Iterator[str]:
    for text in texts(page):
        yield from text.replace(":", " ").replace("-", " ").split()


def test_the_entity_in_charge_sees_where_everything_stands(ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)

    picture = seen(run, ana)

    assert picture.definition == definition_of(run.version)
    told = {name: mark.state for name, mark in picture.marks.items() if mark.is_told}
    assert told == {"ask": MarkState.DONE, "interview": MarkState.NOW}
    assert {name for name, mark in picture.marks.items() if not mark.is_told} == {
        "f_s_ask", "f_ask_d", "f_d_interview",
    }  # fmt: skip


def test_late_is_told(ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)
    step = Step.objects.get(run=run, element="interview")
    step.due_at = timezone.now() - timedelta(days=1)
    step.save(update_fields=["due_at"])

    assert seen(run, ana).marks["interview"].state is MarkState.LATE


def test_the_receiver_sees_its_own_step_and_nothing_of_the_others(ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)

    picture = seen(run, bruno)

    labels = {
        name: node.labels.get("en") or node.labels.get("es")
        for name, node in picture.definition.nodes.items()
    }
    own = {"interview", "report"}
    assert {labels[name] for name in labels if name not in own} == {"With another service"}
    assert [lane.labels.get("es") for lane in picture.definition.lanes] == [
        "Otros servicios",
        "ngo",
    ]
    assert set(picture.marks) == {"interview"}


@pytest.mark.parametrize("who", ["bruno", "ana"])
def test_page_tells_the_receiver_no_hidden_label_and_no_hidden_lane(client, ana, bruno, who):
    run, _referral = factory.accepted_run(ana, bruno)
    reader = {"ana": ana, "bruno": bruno}[who]
    client.force_login(reader)

    page = client.get(at("run", run, reader)).content.decode()
    start = page.index("<main")

    found = set(words(page[start : page.index("</main")]))
    assert [name for name in (*HIDDEN, "own", "her_decision") if name in found] == (
        [] if who == "bruno" else [*HIDDEN, "own"]
    )
    assert "interview" in found


@pytest.mark.pdf
def test_pdf_tells_the_receiver_no_hidden_label_and_no_hidden_lane(client, ana, bruno, monkeypatch):
    run, _referral = factory.accepted_run(ana, bruno)
    printed: list[str] = []
    from referrals.views import runs

    real = runs.print_pdf
    monkeypatch.setattr(runs, "print_pdf", lambda page: (printed.append(page), real(page))[1])
    client.force_login(bruno)

    answer = client.get(at("print_run", run, bruno))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.")
    found = set(words(printed[0]))
    assert [name for name in (*HIDDEN, "own") if name in found] == []
    assert "interview" in found
    assert b"/Lang (en)" in inflated(answer.content)


@pytest.mark.pdf
def test_printing_is_recorded_before_it_is_made(client, ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)
    client.force_login(ana)
    client.get(at("print_run", run, ana))

    event = Event.objects.filter(kind="run:printed").get()
    assert (event.actor, event.case_ref, event.target) == (ana.pk, run.case_id, run.pk)


def test_rounds_are_counted(ana):
    run = factory.start(by=ana)
    Step.objects.filter(run=run, element="ask").update(round=3)

    assert seen(run, ana).marks["ask"].text == "Now ×3"  # noqa: RUF001 -- times


def test_a_run_that_ended_tells_where(ana):
    run = factory.start(by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": False}, by=ana)
    services.complete_step(step=factory.step(run, "info"), answers={}, by=ana)

    marks = seen(run, ana).marks
    assert marks["e_refused"].text == "Done"
    assert marks["info"].state is MarkState.DONE
    assert marks["f_d_info"].state is MarkState.DONE


def test_a_picture_costs_few_queries(ana, bruno, django_assert_num_queries):
    run, _referral = factory.accepted_run(ana, bruno)
    seen(run, bruno)
    definition = definition_of(run.version)

    with django_assert_num_queries(3):
        picture_of(run, definition, ana)
    with django_assert_num_queries(2):
        picture_of(run, definition, bruno)
