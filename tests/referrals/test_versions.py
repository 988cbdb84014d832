"""Running cases go over to a newer version: what is kept, what opens, what stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from core.exceptions import Conflict, PermissionRefused
from notices.models import Notice
from protocols.migration.plans import Plan
from protocols.migration.suggestions import Kind, Suggestion, suggest
from referrals import services
from referrals.models import MigrationPlan, Referral, Run, RunEvent, Step, Timer
from referrals.selectors.standings import dry_run
from referrals.services import versions
from tests.factories import protocols as people
from tests.factories import referrals as factory
from tests.factories import versions as make

pytestmark = pytest.mark.django_db

TWO, THREE = ("interview", "plan"), ("interview", "plan", "safety")


@pytest.fixture
def pilar():
    return people.protocol_manager()


def standing(run):
    run.refresh_from_db()
    return run.version.number, factory.standing(run)


def kinds_of(run):
    return list(RunEvent.objects.filter(run=run).values_list("kind", flat=True))


def test_runs_go_over_with_their_dates_and_one_event_each(ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    before = {step.element: (step.pk, step.opened_at, step.due_at) for step in run.steps.all()}
    second = make.forked(TWO, clock_on="plan", due="P1D")

    plan = make.plan(first, second, by=pilar)
    assert make.carried(plan, by=pilar) == {"moved": 1}

    assert standing(run) == (2, {"ask": "done", "interview": "open", "plan": "open"})
    after = {step.element: (step.pk, step.opened_at, step.due_at) for step in run.steps.all()}
    assert after == before
    assert factory.armed(run) == ["clock"]
    assert kinds_of(run)[-2:] == ["run_migrated", "timer_started"]
    assert Event.objects.filter(kind="run:migrated", target=str(run.pk)).count() == 1
    assert plan.status == "done"


def test_deadlines_are_counted_anew_where_that_is_asked(ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    second = make.forked(TWO, due="P1D")

    make.carried(make.plan(first, second, by=pilar, recounts=True), by=pilar)

    step = factory.step(run, "plan")
    assert step.due_at == step.opened_at + timedelta(days=1)
    assert step.notice_at == step.due_at - timedelta(hours=6)


def test_new_branch_leaves_runs_past_the_fork_until_its_step_is_opened_too(ana, pilar):
    first = make.forked(TWO)
    past, before = make.past_the_fork(first, ana), factory.start(version=first, by=ana)
    second = make.forked(THREE)
    plan = make.plan(first, second, by=pilar)

    assert make.carried(plan, by=pilar) == {"left": 1, "moved": 1}
    assert standing(past)[0] == 1
    assert standing(before) == (2, {"ask": "open"})
    assert list(plan.runs.filter(outcome="left").values_list("reason", "element")) == [
        ("deadlock", "j")
    ]

    judge = versions.judge_of(plan)
    (group,) = dry_run(first, judge)
    (idea,) = suggest(judge.old, judge.new, judge.plan, group.standing.state, group.verdict)
    assert idea == Suggestion(Kind.OPEN, "safety", proves=True)
    versions.take_suggestion(plan=plan, suggestion=idea, by=pilar)
    assert make.carried(plan, by=pilar) == {"moved": 2}
    assert standing(past) == (
        2, {"ask": "done", "interview": "open", "plan": "open", "safety": "open"},
    )  # fmt: skip
    assert standing(before) == (2, {"ask": "open"})


def test_branch_that_is_gone_is_not_waited_for(ana, pilar):
    first = make.forked(THREE)
    run = make.past_the_fork(first, ana, done=["interview", "safety"])
    second = make.forked(TWO)

    make.carried(make.plan(first, second, by=pilar), by=pilar)
    services.complete_step(step=factory.step(run, "plan"), answers={}, by=ana)

    assert standing(run)[1]["word"] == "open"


def test_step_without_a_place_stays_until_it_is_sent_somewhere(ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    second = make.forked(("interview", "planning"))
    plan = make.plan(first, second, by=pilar)

    assert make.carried(plan, by=pilar) == {"left": 1}
    assert list(plan.runs.values_list("reason", "element")) == [("no_place", "plan")]
    judge = versions.judge_of(plan)
    (group,) = dry_run(first, judge)
    ideas = suggest(judge.old, judge.new, judge.plan, group.standing.state, group.verdict)
    assert ideas[0] == Suggestion(Kind.MAP, "planning", "plan", proves=True)
    versions.take_suggestion(plan=plan, suggestion=ideas[0], by=pilar)
    step = factory.step(run, "plan")

    assert make.carried(plan, by=pilar) == {"moved": 1}
    assert standing(run) == (2, {"ask": "done", "interview": "open", "planning": "open"})
    moved = factory.step(run, "planning")
    assert (moved.pk, moved.due_at) == (step.pk, step.due_at)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=ana)
    services.complete_step(step=moved, answers={}, by=ana)
    assert standing(run)[1]["word"] == "open"


def test_offered_referral_stays_with_its_lane(ana, pilar):
    first = make.forked(TWO, ngo=["interview"])
    run = make.past_the_fork(first, ana)
    factory.agrees(run.case)
    referral = factory.offer(by=ana, case=run.case, at=factory.step(run, "interview"))
    second = make.forked(TWO, ngo=["interview"], clock_on="plan")

    assert make.carried(make.plan(first, second, by=pilar), by=pilar) == {"moved": 1}

    referral.refresh_from_db()
    assert (referral.status, referral.lane) == ("requested", "ngo")
    assert standing(run)[1]["interview"] == "offered"


@pytest.mark.parametrize("accepted", [False, True])
def test_referral_never_loses_its_lane(ana, bruno, pilar, accepted):
    first = make.forked(TWO, ngo=["interview"])
    run = make.past_the_fork(first, ana)
    factory.agrees(run.case)
    referral = factory.offer(by=ana, case=run.case, at=factory.step(run, "interview"))
    if accepted:
        services.accept_referral(referral=referral, by=bruno)
    second = make.forked(TWO)
    plan = make.plan(first, second, by=pilar)

    assert make.carried(plan, by=pilar) == {"left": 1}

    assert list(plan.runs.values_list("reason", "element")) == [("lane_gone", "ngo")]
    assert Referral.objects.get().status == ("accepted" if accepted else "requested")
    assert standing(run)[0] == 1


def test_referral_whose_step_went_to_another_lane_keeps_the_run_where_it_is(ana, pilar):
    first = make.forked(TWO, ngo=["interview"])
    run = make.past_the_fork(first, ana)
    factory.agrees(run.case)
    factory.offer(by=ana, case=run.case, at=factory.step(run, "interview"))
    second = make.forked(THREE, ngo=["safety"])
    plan = make.plan(first, second, by=pilar, opening=("safety",))

    assert make.carried(plan, by=pilar) == {"left": 1}
    assert list(plan.runs.values_list("reason", "element")) == [("step_taken", "interview")]


def test_step_to_refer_is_placed_anew_where_its_lane_changed(ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    second = make.forked(TWO, ngo=["interview"])

    assert make.carried(make.plan(first, second, by=pilar), by=pilar) == {"moved": 1}
    step = factory.step(run, "interview")
    assert (step.lane, step.status, step.entity_id, step.how) == ("ngo", "to_refer", None, "choose")


def test_runs_of_closed_cases_stay(ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    second = make.forked(TWO, due="P9D")
    plan = make.plan(first, second, by=pilar)
    type(run.case)._base_manager.filter(pk=run.case_id).update(
        status="closed", closed_at=timezone.now(), closed_by=ana, closure_reason="goals_met"
    )

    assert make.carried(plan, by=pilar) == {"left": 1}
    assert plan.runs.get().reason == "closed"


def test_run_that_moved_on_since_is_judged_from_where_it_stands_now(ana, pilar):
    first = make.forked(TWO)
    run = factory.start(version=first, by=ana)
    second = make.forked(THREE)
    plan = make.plan(first, second, by=pilar)
    versions.start_migration(plan=plan, by=pilar)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=ana)

    versions.migrate_runs()

    assert list(plan.runs.values_list("outcome", "reason")) == [("left", "deadlock")]
    assert standing(run)[0] == 1


def test_stopped_batch_moves_nothing_and_goes_on_when_started_again(ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    plan = make.plan(first, make.forked(TWO, due="P9D"), by=pilar)
    versions.start_migration(plan=plan, by=pilar)
    versions.stop_migration(plan=plan, by=pilar)

    assert versions.migrate_runs() == 0
    assert (standing(run)[0], make.outcomes(plan)) == (1, {"waiting": 1})
    assert make.carried(plan, by=pilar) == {"moved": 1}


def test_owner_is_told_once_a_batch(ana, berta, pilar):
    first = make.forked(TWO)
    for _ in range(3):
        make.past_the_fork(first, ana)
    plan = make.plan(first, make.forked(TWO, due="P9D"), by=pilar)
    Notice.objects.all().delete()

    make.carried(plan, by=pilar)

    told = Notice.objects.filter(kind="runs_migrated").values_list("user__name", "path")
    assert list(told) == [("Berta", "/referrals/")]
    versions.migrate_runs()
    assert Notice.objects.filter(kind="runs_migrated").count() == 1


def test_what_fails_is_undone_and_stops_no_other(ana, pilar, caplog):
    first = make.forked(TWO)
    runs = [make.past_the_fork(first, ana) for _ in range(2)]
    plan = make.plan(first, make.forked(TWO, due="P9D"), by=pilar)
    Step.objects.filter(run=runs[0], element="plan").update(element="vanished")

    assert make.carried(plan, by=pilar) == {"left": 1, "moved": 1}
    assert plan.runs.get(outcome="left").reason in {"failed", "no_place"}
    assert Run.objects.get(pk=runs[0].pk).version_id == first.pk


def test_only_managers_plan_and_move(ana, pilar):
    first, second = make.forked(TWO), make.forked(THREE)
    first.refresh_from_db()
    with pytest.raises(PermissionRefused):
        versions.make_plan(source=first, target=second, by=ana)
    plan = make.plan(first, second, by=pilar)
    for act in (
        versions.start_migration, versions.stop_migration, versions.take_back_migration,
    ):  # fmt: skip
        with pytest.raises(PermissionRefused):
            act(plan=plan, by=ana)


def test_plans_go_forward_and_double_nothing(pilar):
    first, second = make.forked(TWO), make.forked(("interview", "planning"))
    for version in (first, second):
        version.refresh_from_db()
    for pair in ((second, first), (first, first)):
        with pytest.raises(Conflict):
            versions.make_plan(source=pair[0], target=pair[1], by=pilar)
    plan = make.plan(first, second, by=pilar)
    with pytest.raises(Conflict):
        versions.change_plan(
            plan=plan, content=Plan(elements={"plan": "interview"}), recounts=False, by=pilar
        )
    assert MigrationPlan.objects.get().content == {"elements": {}, "lanes": {}, "opening": []}


def test_another_flowchart_to_start_by_hand_stays_and_keeps_its_name(ana, pilar, client):
    first = factory.calling(called="child_protection")
    run = factory.start(version=first, by=ana)
    assert factory.standing(run) == {"call": "open", "ask": "open"}
    nodes = factory.other("startEvent", "s") + factory.task("ask") + factory.other("endEvent", "e")
    flows = factory.flow("s", "ask") + factory.flow("ask", "e")
    second = factory.publish(
        factory.bpmn("voluntary_return", {"own": ("s", "ask", "e")}, nodes, flows)
    )

    assert make.carried(make.plan(first, second, by=pilar), by=pilar) == {"moved": 1}

    assert standing(run) == (2, {"call": "open", "ask": "open"})
    services.complete_step(step=factory.step(run, "call"), answers={}, by=ana)
    assert Timer.objects.count() == 0
