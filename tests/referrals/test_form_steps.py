"""A step that names a form: filled and finished with the step, or kept as a draft before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from cases import services as case_services
from cases.models import Assessment
from cases.services.writing import ChangedMeanwhile
from core.exceptions import Conflict
from entities.models import User
from referrals import services
from referrals.models import Run
from tests.factories import assessments as forms
from tests.factories import cases as case_factory
from tests.factories import referrals as factory
from tests.referrals.addresses import at

pytestmark = pytest.mark.django_db

MOST = 22
TOLD = "The door is watched."
NEEDED = {"minor_or_doubt": "no", "emergency": "no", "danger": "yes"}
FIELDS = (
    "<bpmn:extensionElements><ref:field name='danger' type='yesno'/>"
    "<ref:field name='agrees' type='yesno'/></bpmn:extensionElements>"
)


def chart(form: str = "detection_indicators", fields: str = FIELDS):
    """Indicators first; in danger to the shelter, else a word. It asks a field beside the form."""
    step = factory.task("look", form=form, asks="x")
    nodes = (
        factory.other("startEvent", "s")
        + step.replace(factory.YES.format("x"), fields)
        + factory.other("exclusiveGateway", "d", default="f_d_word")
        + factory.task("shelter")
        + factory.task("word")
        + factory.other("endEvent", "e_ok", ref__runEndReason="finished")
        + factory.other("endEvent", "e_safe", ref__runEndReason="finished")
    )
    flows = (
        factory.flow("s", "look") + factory.flow("look", "d")
        + factory.flow("d", "shelter", "danger &amp;&amp; agrees") + factory.flow("d", "word")
        + factory.flow("word", "e_ok") + factory.flow("shelter", "e_safe")
    )  # fmt: skip
    lanes = {"own": ("s", "look", "d", "shelter", "word", "e_ok", "e_safe")}
    return factory.publish(factory.bpmn("first_reception", lanes, nodes, flows))


@pytest.fixture
def run(ana: User) -> Run:
    """A run that waits at the form."""
    return factory.start(by=ana, version=chart())


def waiting(run: Run) -> list[str]:
    """Where the run waits."""
    return sorted(run.steps.filter(status="open").values_list("element", flat=True))


def test_the_form_is_asked_and_both_are_finished_at_once(client, ana, run) -> None:
    client.force_login(ana)
    page = client.get(at("step", run, ana, "look"))
    assert "Detection indicators" in page.text
    assert 'name="step_agrees"' in page.text
    assert 'name="step_danger"' not in page.text

    sent = {**NEEDED, "step_agrees": "yes", "danger_told": TOLD, "coerced": ["coe_debt"]}
    assert client.post(at("complete_step", run, ana, "look"), sent).status_code == 302
    assert waiting(run) == ["shelter"]
    run.refresh_from_db()
    assert run.answers == {"danger": True, "agrees": True}
    row = factory.step(run, "look").assessment
    assert (row.status, row.answers["danger_told"]) == ("final", TOLD)
    assert "agrees" not in row.answers
    assert TOLD not in client.get(at("step", run, ana, "look")).text
    assert "The form of this step" in client.get(at("step", run, ana, "look")).text


def test_the_other_branch_where_nobody_is_in_danger(client, ana, run) -> None:
    client.force_login(ana)
    sent = {**NEEDED, "danger": "no", "step_agrees": "yes"}
    client.post(at("complete_step", run, ana, "look"), sent)
    assert waiting(run) == ["word"]


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, ["danger", "emergency", "minor_or_doubt", "step_agrees"]),
        (NEEDED, ["step_agrees"]),
        ({**NEEDED, "step_agrees": "maybe"}, ["step_agrees"]),
        ({**NEEDED, "step_agrees": "yes", "coerced": ["luck"]}, ["coerced"]),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, ana, run, sent, wrong) -> None:
    client.force_login(ana)
    page = client.post(at("complete_step", run, ana, "look"), {**sent, "account": TOLD})
    assert sorted(page.context["complete"].errors) == wrong
    assert TOLD in page.text
    assert (waiting(run), Assessment.objects.count()) == (["look"], 0)


def test_a_draft_is_kept_and_the_step_waits(client, ana, berta, run) -> None:
    client.force_login(ana)
    path = at("complete_step", run, ana, "look")
    assert client.post(path, {"danger_told": TOLD, "draft": "1"}).status_code == 302
    assert waiting(run) == ["look"]

    client.force_login(berta)
    form = client.get(at("step", run, berta, "look")).context["complete"]
    assert (form["danger_told"].value(), form["seen"].value()) == (TOLD, 1)
    sent = {**NEEDED, "step_agrees": "no", "danger_told": TOLD, "seen": "1"}
    assert client.post(path, sent).status_code == 302
    row = Assessment.objects.get()
    assert (row.status, row.recorded_by, row.finished_by) == ("final", ana, berta)
    assert factory.step(run, "look").assessment == row


def test_second_of_two_people_loses_nothing(client, ana, berta, run) -> None:
    client.force_login(ana)
    path = at("complete_step", run, ana, "look")
    client.post(path, {"account": "First.", "draft": "1"})
    services.keep_step_draft(
        step=factory.step(run, "look"),
        filled=forms.filled(account="First.", emergency=False, danger=True, seen=1),
        by=berta,
    )
    answer = client.post(
        path, {"account": "First.", "danger_told": TOLD, "seen": "1", "draft": "1"}
    )
    assert answer.status_code == 409
    form = answer.context["complete"]
    assert (form["danger_told"].value(), form["danger"].value()) == (TOLD, "yes")
    assert ("Immediate danger?", "Yes") in form.changed_meanwhile
    again = dict(form.data.lists())
    assert client.post(path, again).status_code == 302
    assert Assessment.objects.get().answers["danger_told"] == TOLD


def test_a_form_begun_by_two_at_once_is_one(ana, berta, run) -> None:
    step = factory.step(run, "look")
    services.keep_step_draft(step=step, filled=forms.filled(seen=0), by=ana)
    with pytest.raises(ChangedMeanwhile):
        services.keep_step_draft(step=step, filled=forms.filled(seen=0), by=berta)
    assert Assessment.objects.count() == 1


def test_a_step_that_was_done_meanwhile_keeps_what_she_typed(client, ana, berta, run) -> None:
    services.complete_step(
        step=factory.step(run, "look"),
        answers={"danger": False, "agrees": False},
        by=berta,
        filled=forms.filled(),
    )
    client.force_login(ana)
    sent = {**NEEDED, "step_agrees": "no", "account": TOLD}
    answer = client.post(at("complete_step", run, ana, "look"), sent)
    assert answer.status_code == 409
    assert TOLD in answer.text
    assert Assessment.objects.count() == 1


def test_a_refused_step_leaves_no_form(ana, run) -> None:
    """One transaction: what the flowchart refuses is not recorded as a form either."""
    step = factory.step(run, "look")
    services.end_run(run=run, reason="her_decision", by=ana)
    with pytest.raises(Conflict):
        services.complete_step(
            step=step, answers={"danger": False, "agrees": False}, by=ana, filled=forms.filled()
        )
    assert Assessment.objects.count() == 0


def test_a_draft_struck_out_is_begun_anew(client, ana, run) -> None:
    step = factory.step(run, "look")
    draft = services.keep_step_draft(step=step, filled=forms.filled(seen=0), by=ana)
    case_services.strike_entry(entry=draft, by=ana, reason="entered_in_error")
    client.force_login(ana)
    sent = {**NEEDED, "step_agrees": "no", "seen": "1"}
    assert client.post(at("complete_step", run, ana, "look"), sent).status_code == 302
    assert factory.step(run, "look").assessment != draft


def test_a_form_that_is_not_in_the_library_leaves_the_fields(client, ana) -> None:
    run = factory.start(by=ana, version=chart(form="made_up"))
    client.force_login(ana)
    assert 'name="danger"' in client.get(at("step", run, ana, "look")).text
    sent = {"danger": "yes", "agrees": "yes"}
    assert client.post(at("complete_step", run, ana, "look"), sent).status_code == 302
    assert waiting(run) == ["shelter"]


def test_a_step_with_a_form_costs_little_more(ana, run) -> None:
    """A new form, and one that was begun as a draft."""
    dearest = []
    for begun in (False, True):
        own = factory.start(by=ana, version=run.version, case=case_factory.open_case(by=ana))
        step = factory.step(own, "look")
        if begun:
            services.keep_step_draft(step=step, filled=forms.filled(seen=0), by=ana)
        fresh = User.objects.select_related("entity").get(pk=ana.pk)
        with CaptureQueriesContext(connection) as found:
            services.complete_step(
                step=step,
                answers={"danger": True, "agrees": True},
                by=fresh,
                filled=forms.filled(account=TOLD, seen=1 if begun else 0),
            )
        dearest.append([query["sql"][:160] for query in found])
    assert [len(one) <= MOST for one in dearest] == [True, True], "\n".join(max(dearest, key=len))


def test_nothing_of_the_form_is_in_the_log(ana, run) -> None:
    services.complete_step(
        step=factory.step(run, "look"),
        answers={"danger": True, "agrees": True},
        by=ana,
        filled=forms.filled(account=TOLD, coerced=["coe_debt"]),
    )
    bodies = b" ".join(bytes(body) for body in Event.objects.values_list("body", flat=True))
    assert (TOLD.encode() in bodies, b"coe_debt" in bodies) == (False, False)
