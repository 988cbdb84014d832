"""Simulations on the pages: asked, done by the sweep, shown, asked again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from core.exceptions import Conflict, PermissionRefused
from protocols import services as versions
from protocols.durations import parse_duration
from protocols.elements import DueKind
from protocols.models import Simulation
from protocols.simulation import services
from protocols.simulation.assumptions import Assumptions, Capacity, MalformedAssumptions
from protocols.simulation.runner import simulate
from protocols.tasks import run_waiting_simulations
from protocols.writer import write
from tests.factories.protocols import protocol_manager
from tests.protocols.charts import chart, gateway, step, yesno
from tests.protocols.test_checker import BROKEN

pytestmark = pytest.mark.django_db
KIND = "specialised_ngo"
BY_LAW = {"due": parse_duration("PT1H"), "due_kind": DueKind.LEGAL}
CHART = chart(
    [
        step("a", yesno("p"), consent=("referral_service",), **BY_LAW),
        gateway("g", "exclusive", "g_c"), step("b"), step("c"),
    ],
    "s a", "a g", "g b: p", "g c", "b e", "c e",
)  # fmt: skip
GIVEN = Assumptions(cases_per_week=5, weeks=10, seed=4, capacities={KIND: Capacity(1, 20)})
TYPED = {
    "cases_per_week": "5", "weeks": "10", "seed": "4", f"workers_{KIND}": "1", f"hours_{KIND}": "20",
    **{f"median_{name}": "2" for name in "abc"}, **{f"spread_{name}": "2" for name in "abc"},
    "refusal_a": "5", "share_g_b": "50",
}  # fmt: skip
LIST_QUERIES = 8


@pytest.fixture
def manager():
    return protocol_manager()


@pytest.fixture
def draft(manager):
    return versions.add_draft(xml=write(CHART), by=manager)


def url(version, page, *more):
    return reverse(f"protocols:{page}", args=[version.protocol.slug, version.number, *more])


def test_a_simulation_is_asked_done_and_shown(client, manager, draft):
    client.force_login(manager)

    asked = client.post(url(draft, "simulate"), TYPED)
    assert asked.headers["Location"] == url(draft, "simulation", 1)
    waiting = client.get(asked.headers["Location"])
    assert (waiting.context["under_way"], waiting.context["weeks_done"]) == (True, 0)
    assert b"<progress" in waiting.content

    run_waiting_simulations()

    shown = client.get(asked.headers["Location"])
    assert shown.context["result"] == simulate(CHART, GIVEN_AS_TYPED)
    assert shown.context["result"].legal_missed > 0
    page = shown.content.decode()
    assert "no forecast" in page
    assert 'data-state="late"' in page
    assert "deadlines set by law were missed" in page
    fragment = client.get(
        asked.headers["Location"], headers={"HX-Request": "true"}
    ).content.decode()
    assert fragment.lstrip().startswith('<div id="outcome">')


GIVEN_AS_TYPED = Assumptions.from_json(
    {
        **GIVEN.to_json(),
        "durations": {name: {"median": 2, "spread": 2} for name in "abc"},
        "refusals": {"a": 0.05},
        "shares": {"g_b": 0.5},
    }
)


def test_it_is_asked_again_with_what_was_assumed(client, manager, draft):
    client.force_login(manager)
    services.ask_simulation(version=draft, given=GIVEN, by=manager)
    services.run_simulations()

    form = client.get(url(draft, "simulate"), {"from": "1"}).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    client.post(url(draft, "simulate"), sent)
    services.run_simulations()

    first, second = Simulation.objects.order_by("number")
    assert first.result == second.result
    for odd in ("2x", "99", "9" * 5000, "-1", "\u0663"):
        assert client.get(url(draft, "simulate"), {"from": odd}).status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "beside"),
    [
        ("cases_per_week", "-1", "cases_per_week"),
        ("cases_per_week", "nan", "cases_per_week"),
        ("cases_per_week", "", "cases_per_week"),
        ("cases_per_week", "10000", "cases_per_week"),
        ("weeks", "1e9", "weeks"),
        ("weeks", "521", "weeks"),
        (f"workers_{KIND}", "1001", f"workers_{KIND}"),
        (f"hours_{KIND}", "169", f"hours_{KIND}"),
        ("spread_a", "0.5", "spread_a"),
        ("refusal_a", "101", "refusal_a"),
        ("share_g_b", "many", "share_g_b"),
    ],
)
def test_a_number_that_cannot_be_is_said_beside_it(client, manager, draft, field, typed, beside):
    client.force_login(manager)
    answer = client.post(url(draft, "simulate"), {**TYPED, field: typed})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [beside]
    assert not Simulation.objects.exists()


def test_ways_over_one_hundred_percent_are_said(client, manager):
    three = chart(
        [step("a", yesno("p"), yesno("q")), gateway("g", "exclusive", "g_d"), step("b"), step("c"), step("d")],
        "s a", "a g", "g b: p", "g c: q", "g d", "b e", "c e", "d e", name="three",
    )  # fmt: skip
    version = versions.add_draft(xml=write(three), by=manager)
    client.force_login(manager)
    form = client.get(url(version, "simulate")).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(url(version, "simulate"), {**sent, "share_g_b": 60, "share_g_c": 60})

    assert "over 100 percent" in answer.context["form"].non_field_errors()[0]


def test_only_who_manages_protocols_simulates(client, manager, draft, ana, berta, aurora):
    versions.publish_version(version=draft, by=manager)
    services.ask_simulation(version=draft, given=GIVEN, by=manager)

    for person in (ana, berta, aurora):
        client.force_login(person)
        pages = [("simulations",), ("simulate",), ("simulation", 1)]
        assert {client.get(url(draft, *page)).status_code for page in pages} == {404}
        with pytest.raises(PermissionRefused):
            services.ask_simulation(version=draft, given=GIVEN, by=person)


def test_what_does_not_fit_or_has_errors_is_not_simulated(manager, draft):
    with pytest.raises(MalformedAssumptions):
        services.ask_simulation(version=draft, given=Assumptions(shares={"x": 0.1}), by=manager)
    unsound = versions.add_draft(xml=write(BROKEN["implicit_split"][0]), by=manager)
    with pytest.raises(Conflict):
        services.ask_simulation(version=unsound, given=Assumptions(), by=manager)
    assert not Simulation.objects.exists()


def test_asking_is_in_the_log(manager, draft):
    services.ask_simulation(version=draft, given=GIVEN, by=manager)

    assert Event.objects.filter(kind="simulation:asked", target=draft.pk).count() == 1


def test_a_draft_that_was_changed_meanwhile_is_not_simulated(manager, draft):
    row = services.ask_simulation(version=draft, given=GIVEN, by=manager)
    draft.sha256 = "0" * 64
    draft.save(update_fields=["sha256"])
    services.run_simulations()
    row.refresh_from_db()

    assert (row.problem, row.result) == ("changed", None)


def test_a_circle_that_turns_too_fast_comes_to_nothing(manager, draft, monkeypatch):
    from protocols.simulation import runner

    row = services.ask_simulation(version=draft, given=GIVEN, by=manager)
    monkeypatch.setattr(runner, "MAX_MOVES", 3)
    services.run_simulations()
    row.refresh_from_db()

    assert row.problem == "too_much"


def test_what_a_stopped_worker_left_is_done_by_the_next(manager, draft):
    row = services.ask_simulation(version=draft, given=GIVEN, by=manager)
    taken = services._take()
    assert taken == row
    assert services.run_simulations() == 0

    Simulation.objects.update(begun_at=timezone.now() - timedelta(minutes=11))
    assert services.run_simulations() == 1
    row.refresh_from_db()
    done = row.result
    services._finish(taken, None, None)
    row.refresh_from_db()
    assert (row.result, row.weeks_done) == (done, 10)


def test_a_simulation_ends_with_a_result_or_a_reason(manager, draft):
    services.ask_simulation(version=draft, given=GIVEN, by=manager)

    for wrong in (
        {"finished_at": timezone.now()},
        {"problem": "changed"},
        {"result": {}, "finished_at": timezone.now(), "problem": "changed"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Simulation.objects.update(**wrong)


def test_only_the_newest_are_kept(manager, draft, monkeypatch):
    monkeypatch.setattr(services, "KEPT", 2)
    for _ in range(4):
        services.ask_simulation(version=draft, given=GIVEN, by=manager)

    assert list(Simulation.objects.values_list("number", flat=True)) == [4, 3]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_more_rows(
    client, manager, draft, rows, django_assert_num_queries
):
    for _ in range(rows):
        services.ask_simulation(version=draft, given=GIVEN, by=manager)
    services.run_simulations()
    client.force_login(manager)
    client.get(url(draft, "simulations"))

    with django_assert_num_queries(LIST_QUERIES):
        client.get(url(draft, "simulations"))
