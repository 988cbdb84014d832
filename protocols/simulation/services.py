"""Asks for simulations and does them: the row is the work, a task only wakes who does it."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record
from core.exceptions import Conflict, PermissionRefused
from core.wakeups import wake_on_commit
from entities.models import User
from protocols.checker import check, is_sound
from protocols.enums import SimulationProblem
from protocols.models import ProtocolVersion, Simulation
from protocols.selectors import definition_of
from protocols.simulation import selectors
from protocols.simulation.assumptions import Assumptions, MalformedAssumptions
from protocols.simulation.permissions import can_simulate
from protocols.simulation.results import Result
from protocols.simulation.runner import TooMuch, simulate
from protocols.state import EngineError

TASK = "protocols.simulate"
KEPT = 20  # of a version


@transaction.atomic
def ask_simulation(*, version: ProtocolVersion, given: Assumptions, by: User) -> Simulation:
    """Write a simulation down to be done by the next sweep; only the newest of a version are kept.

    MalformedAssumptions when they do not fit the flowchart; Conflict for one with errors.
    """
    if not can_simulate(by):
        raise PermissionRefused(_("You may not simulate a caseload."))
    locked = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
    definition = definition_of(locked)
    given.checked().fitting(definition)
    if not is_sound(check(definition)):
        raise Conflict(
            _("This flowchart has errors and cannot be simulated."),
            _("Correct what the check found, then simulate it."),
        )
    simulation = Simulation(
        version=locked,
        number=selectors.newest_number(locked) + 1,
        assumptions=given.to_json(),
        sha256=locked.sha256,
        asked_by=by,
    )
    simulation.save()
    _forget_the_oldest(locked)
    record(
        AuditAction.SIMULATION_ASKED,
        by=by,
        target=locked.pk,
        details={"number": simulation.number, "sha256": locked.sha256},
    )
    wake_on_commit(TASK)
    return simulation


def run_simulations() -> int:
    """Do the simulations that wait, one after another; return how many came to an end.

    Safe to call at any time and twice at once: doing one again gives the same numbers.
    """
    done = 0
    while (simulation := _take()) is not None:
        _finish(simulation, *_outcome(simulation))
        done += 1
    return done


def _take() -> Simulation | None:
    """Put our name, that is the hour, on one that waits."""
    now = timezone.now()
    with transaction.atomic():
        rows = selectors.waiting(now).select_for_update(of=("self",), skip_locked=True)
        simulation = rows.select_related("version__protocol").first()
        if simulation is not None:
            simulation.begun_at, simulation.weeks_done = now, 0
            simulation.save(update_fields=["begun_at", "weeks_done"])
        return simulation


def _outcome(simulation: Simulation) -> tuple[Result | None, SimulationProblem | None]:
    version = simulation.version
    if version.sha256 != simulation.sha256:
        return None, SimulationProblem.CHANGED
    rows = Simulation.objects.filter(pk=simulation.pk, finished_at=None)

    def tell(weeks: int) -> None:
        rows.update(weeks_done=weeks, begun_at=timezone.now())

    try:
        given = Assumptions.from_json(simulation.assumptions)
        return simulate(definition_of(version), given, _now_and_then(given.weeks, tell)), None
    except TooMuch:
        return None, SimulationProblem.TOO_MUCH
    except (EngineError, MalformedAssumptions):
        return None, SimulationProblem.UNSOUND


def _now_and_then(weeks: int, tell: Callable[[int], None]) -> Callable[[int], None]:
    """Tell the progress some twenty times, however many weeks there are."""
    every = max(1, weeks // 20)

    def told(week: int) -> None:
        if week % every == 0:
            tell(week)

    return told


def _finish(
    simulation: Simulation, result: Result | None, problem: SimulationProblem | None
) -> None:
    """Write down what came of it, unless somebody else did already."""
    Simulation.objects.filter(pk=simulation.pk, finished_at=None).update(
        result=result.to_json() if result else None,
        problem=problem or "",
        weeks_done=simulation.assumptions["weeks"] if result else simulation.weeks_done,
        finished_at=timezone.now(),
    )


def _forget_the_oldest(version: ProtocolVersion) -> None:
    kept = selectors.simulations_of(version).values_list("number", flat=True)
    oldest = kept[KEPT : KEPT + 1].first()
    if oldest is not None:
        Simulation.objects.filter(version=version, number__lte=oldest).delete()
