"""Tells a simulation at a terminal, in English and plain text. Pure."""

from protocols.definition import Definition
from protocols.elements import say
from protocols.simulation.assumptions import Assumptions
from protocols.simulation.hours import DAY, HOUR
from protocols.simulation.results import Result, Spread, StepResult

LANGUAGE = "en"
WIDTH = 44
MINUTE = 60


def report(definition: Definition, given: Assumptions, result: Result) -> str:
    """Return the numbers as lines of text."""
    lines = [
        say(definition.labels, LANGUAGE) or definition.code,
        f"{given.cases_per_week:g} cases a week, {given.weeks} weeks, seed {given.seed}",
        "These numbers follow from assumptions; they are no forecast.",
        f"Steps without a stated duration: {given.work.median:g} h of work (median).",
        "Kinds of entity without a stated capacity: nobody waits for them.",
        "",
        f"Arrived {result.arrived}, ended {result.ended}, under way {result.under_way}",
        f"From start to end: {_times(result.duration)}",
        f"Deadlines set by law that were missed: {result.legal_missed}",
        "",
        f"{'step':<{WIDTH}}{'cases':>7}{'wait':>8}{'9 of 10':>9}{'missed':>18}",
    ]
    lines += [_line(definition, step) for step in result.steps]
    for pool in result.pools:
        busy = "  BOTTLENECK" if pool.is_bottleneck else ""
        lines.append(
            f"\n{pool.kind}: {pool.workers} x {pool.hours:g} h a week, {pool.used:.0%} of the time"
            f" taken up, {pool.waiting_now} waiting at the end, at most {pool.waiting_most}{busy}"
        )
    return "\n".join(lines)


def _times(spread: Spread) -> str:
    return f"median {time(spread.median)}, nine of ten within {time(spread.p90)}"


def time(seconds: int | None) -> str:
    """Return a time in the unit that says most: minutes, hours or days."""
    if seconds is None:
        return "-"
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)} min"
    return f"{seconds / HOUR:.1f} h" if seconds < 2 * DAY else f"{seconds / DAY:.1f} d"


def _line(definition: Definition, step: StepResult) -> str:
    name = say(definition.steps[step.step].labels, LANGUAGE) or step.step
    missed = f"{step.missed} of {step.decided} {step.due_kind}" if step.due_kind else "-"
    return (
        f"{name[: WIDTH - 2]:<{WIDTH}}{step.opened:>7}{time(step.waiting.median):>8}"
        f"{time(step.waiting.p90):>9}{missed:>18}"
    )
