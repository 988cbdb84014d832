"""The pages on which running cases are let go over; they tell of no case."""

import pytest
from django.urls import reverse

from referrals.models import MigrationPlan
from referrals.services import versions
from tests.factories import protocols as people
from tests.factories import referrals as factory
from tests.factories import versions as make
from tests.referrals.addresses import at

pytestmark = pytest.mark.django_db

TWO, THREE = ("interview", "plan"), ("interview", "plan", "safety")


@pytest.fixture
def pilar(client):
    manager = people.protocol_manager()
    client.force_login(manager)
    return manager


def address(name, version, *more):
    return reverse(f"referrals:{name}", args=[version.protocol.slug, version.number, *more])


def text(answer):
    return " ".join(answer.content.decode().split())


def test_from_the_version_to_a_plan(client, ana, pilar):
    first = make.forked(TWO)
    make.past_the_fork(first, ana)
    second = make.forked(THREE)
    assert address("migrations", first) in text(client.get(first.get_absolute_url()))
    page = client.get(address("migrations", first))
    assert "Version 1 runs on fewer than 5 cases." in text(page)

    answer = client.post(address("migrations", first), {"target": "2"})
    assert answer["Location"] == address("migration", first, 1)
    plan = MigrationPlan.objects.get()
    assert (plan.source_id, plan.target_id, plan.made_by) == (first.pk, second.pk, pilar)


@pytest.mark.parametrize("target", ["", "1", "9", "x"])
def test_impossible_target_is_refused_beside_the_field(client, pilar, target):
    first = make.forked(TWO)
    make.forked(THREE)
    answer = client.post(address("migrations", first), {"target": target})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["target"])


def test_dry_run_tells_why_and_a_press_helps(client, ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    for _ in range(5):
        factory.start(version=first, by=ana)
    plan = make.plan(first, make.forked(THREE), by=pilar)
    where = address("migration", first, plan.number)

    page = text(client.get(where))
    # Never 6 and 5: whoever takes one from the other knows of the one case that stays.
    told = "On the old version now: 5 or more cases. Proved, and ready to go over: 5 or more cases."
    assert told in page
    assert "It would wait for ever for a branch that was never opened." in page
    assert "“interview”" in page
    assert "Also open “safety”" in page
    assert "fewer than 5 cases" in page
    client.post(address("take_suggestion", first, 1), {"suggestion": "open - safety"})
    assert "ready to go over: 5 or more cases" in text(client.get(where))

    client.post(address("start_migration", first, 1))
    assert "Percent done" in text(client.get(where))
    versions.migrate_runs()
    done = text(client.get(where))
    assert "Went over: 5 or more cases" in done
    assert "Take them back" in done
    run.refresh_from_db()
    assert run.version.number == 2


def test_progress_is_asked_for_by_itself(client, ana, pilar):
    first = make.forked(TWO)
    make.past_the_fork(first, ana)
    plan = make.plan(first, make.forked(THREE), by=pilar)
    versions.start_migration(plan=plan, by=pilar)

    part = text(client.get(address("migration", first, 1), headers={"hx-request": "true"}))
    assert "<html" not in part
    assert "Percent done" in part


def test_page_names_no_case(client, ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    plan = make.plan(first, make.forked(TWO, due="P9D"), by=pilar)
    make.carried(plan, by=pilar)
    page = text(client.get(address("migration", first, 1)))
    row = plan.runs.get()
    for secret in (run.pk, run.case_id, row.pk, plan.pk, run.case.codes.first().code):
        assert str(secret) not in page


def test_elements_are_sent_elsewhere_in_a_form(client, pilar):
    first = make.forked(("interview", "plan"), clock_on="plan")
    second = make.forked(("interview", "planning"))
    plan = make.plan(first, second, by=pilar)
    where = address("change_migration", first, plan.number)
    assert client.get(where).status_code == 200

    sent = {"to_plan": "planning", "to_ask": "ask", "opening": ["planning"], "recounts": "on"}
    assert client.post(where, sent).status_code == 302
    plan.refresh_from_db()
    assert plan.content == {
        "elements": {"plan": "planning"}, "lanes": {}, "opening": ["planning"],
    }  # fmt: skip
    assert plan.recounts is True


def test_two_elements_in_one_place_are_refused_and_what_was_chosen_is_kept(client, pilar):
    first = make.forked(TWO)
    plan = make.plan(first, make.forked(("interview", "planning")), by=pilar)
    answer = client.post(address("change_migration", first, 1), {"to_plan": "interview"})
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"to_plan": ["Another element has this place already."]}
    assert answer.context["form"]["to_plan"].value() == "interview"
    plan.refresh_from_db()
    assert plan.content["elements"] == {}


@pytest.mark.parametrize(
    "sent", ["", "open", "open - nothing", "map plan nowhere", "map x y z", "drop a b", " " * 900]
)
def test_suggestion_that_nobody_made_is_refused(client, pilar, sent):
    first = make.forked(TWO)
    make.plan(first, make.forked(THREE), by=pilar)
    answer = client.post(address("take_suggestion", first, 1), {"suggestion": sent})
    assert answer.status_code == 409


def test_stale_presses_are_refused(client, pilar):
    first = make.forked(TWO)
    make.plan(first, make.forked(THREE), by=pilar)
    for name in ("stop_migration", "take_back_migration"):
        assert client.post(address(name, first, 1)).status_code == 409
    assert client.post(address("start_migration", first, 1)).status_code == 302
    assert client.post(address("start_migration", first, 1)).status_code == 409
    sent = {"suggestion": "open - safety"}
    assert client.post(address("take_suggestion", first, 1), sent).status_code == 409
    assert client.post(address("change_migration", first, 1), {"recounts": "on"}).status_code == 409
    assert client.get(address("migration", first, 2)).status_code == 404


def test_caseworkers_read_on_the_run_that_it_went_over(client, ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    plan = make.plan(first, make.forked(("interview", "planning")), by=pilar,
                     elements={"plan": "planning"}, recounts=True)  # fmt: skip
    make.carried(plan, by=pilar)
    run.refresh_from_db()
    client.force_login(ana)

    page = text(client.get(at("run", run, ana)))
    assert "it went over to version 2 of the flowchart, with its steps and referrals" in page
    assert "Its deadlines were counted anew." in page
    assert client.get(at("step", run, ana, "planning")).status_code == 200


def test_steps_done_in_an_earlier_version_keep_their_names(client, ana, pilar):
    first = make.forked(THREE, ngo=["safety"])
    run = make.past_the_fork(first, ana, done=["plan"])
    plan = make.plan(first, make.forked(("interview", "more")), by=pilar,
                     elements={"safety": "more"})  # fmt: skip
    assert make.carried(plan, by=pilar) == {"moved": 1}
    run.refresh_from_db()
    client.force_login(ana)

    assert client.get(at("run", run, ana)).status_code == 200
    assert "plan" in text(client.get(at("step", run, ana, "plan")))
    assert client.get("/referrals/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_dry_run_costs_the_same_however_many_run(
    client, ana, pilar, count, django_assert_num_queries
):
    first = make.forked(TWO)
    for number in range(count):
        make.past_the_fork(first, ana, done=["plan"][: number % 2])
    plan = make.plan(first, make.forked(THREE), by=pilar)
    client.get(address("migration", first, plan.number))
    with django_assert_num_queries(12):
        client.get(address("migration", first, plan.number))
