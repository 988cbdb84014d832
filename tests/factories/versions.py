"""Two versions of a flowchart whose branches differ, and runs of the first; made by services."""

from collections.abc import Sequence

from entities.models import User
from protocols.migration.plans import Plan
from protocols.models import ProtocolVersion
from referrals import services
from referrals.models import MigrationPlan, Run
from referrals.services import versions
from tests.factories import cases, entities
from tests.factories import referrals as factory

CODE = "employment_inclusion"


def forked(
    branches: Sequence[str], *, clock_on: str = "", due: str = "P15D", ngo: Sequence[str] = ()
) -> ProtocolVersion:
    """Ask her; then these steps at once; a last word. Put in force; the one before is retired.

    Steps named in `ngo` are in the NGO's lane, all others stay with the owner.
    """
    entities.receiving_entity()
    nodes = (
        factory.other("startEvent", "s")
        + factory.task("ask", asks="agrees")
        + factory.other("parallelGateway", "g")
        + "".join(factory.task(name, due=due) for name in branches)
        + factory.other("parallelGateway", "j")
        + factory.task("word")
        + factory.other("endEvent", "e_ok")
    )
    flows = factory.flow("s", "ask") + factory.flow("ask", "g")
    for name in branches:
        flows += factory.flow("g", name) + factory.flow(name, "j")
    flows += factory.flow("j", "word") + factory.flow("word", "e_ok")
    own = ["s", "ask", "g", "j", "word", "e_ok", *(name for name in branches if name not in ngo)]
    if clock_on:
        nodes += factory.timer("clock", on=clock_on, interrupting=False)
        nodes += factory.task("remind") + factory.other("endEvent", "e_late")
        flows += factory.flow("clock", "remind") + factory.flow("remind", "e_late")
        own += ["clock", "remind", "e_late"]
    lanes = {"own": tuple(own)}
    if ngo:
        lanes["ngo"] = tuple(ngo)
    return factory.publish(factory.bpmn(CODE, lanes, nodes, flows))


def past_the_fork(version: ProtocolVersion, by: User, *, done: Sequence[str] = ()) -> Run:
    """A run in which she was asked, and these steps are done."""
    run = factory.start(version=version, case=cases.open_case(by=by), by=by)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=by)
    for name in done:
        services.complete_step(step=factory.step(run, name), answers={}, by=by)
    return run


def plan(
    source: ProtocolVersion, target: ProtocolVersion, *, by: User, **content: object
) -> MigrationPlan:
    """A plan between two versions; `content` as of `protocols.migration.plans.Plan`."""
    recounts = bool(content.pop("recounts", False))
    source.refresh_from_db()
    made = versions.make_plan(source=source, target=target, by=by)
    if content or recounts:
        made = versions.change_plan(plan=made, content=Plan(**content), recounts=recounts, by=by)
    return made


def carried(made: MigrationPlan, *, by: User) -> dict[str, int]:
    """Let the runs go over; say how many have which outcome."""
    versions.start_migration(plan=made, by=by)
    versions.migrate_runs()
    made.refresh_from_db()
    return outcomes(made)


def outcomes(made: MigrationPlan) -> dict[str, int]:
    """How many runs have which outcome."""
    found: dict[str, int] = {}
    for row in made.runs.all():
        found[row.outcome] = found.get(row.outcome, 0) + 1
    return found


def rows_of(run: Run) -> dict[str, list[dict[str, object]]]:
    """Every column of every row of a run but what is only ever added: the log of the engine."""
    fresh = Run.objects.filter(pk=run.pk)
    return {
        "run": list(fresh.values()),
        "steps": list(run.steps.order_by("pk").values()),
        "timers": list(run.timers.order_by("pk").values()),
        "referrals": list(run.referrals.order_by("pk").values()),
    }
