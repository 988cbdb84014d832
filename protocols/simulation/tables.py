"""Turns simulations into what the pages show, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import vocabularies
from protocols.definition import Definition
from protocols.drawing import draw
from protocols.elements import DueKind
from protocols.enums import SimulationProblem
from protocols.marks import Mark, MarkState
from protocols.models import ProtocolVersion, Simulation
from protocols.selectors import definition_of
from protocols.simulation.assumptions import Assumptions
from protocols.simulation.hours import DAY, HOUR
from protocols.simulation.results import PoolResult, Result, StepResult
from protocols.telling import in_words, name_of

NONE = "—"
MINUTE = 60
PERCENT = 100


def simulation_rows(
    version: ProtocolVersion, simulations: Iterable[Simulation]
) -> list[dict[str, Any]]:
    """Return a row for each simulation."""
    return [
        {
            "url": _address(version, row),
            "number": row.number,
            "asked_at": row.asked_at,
            "by": row.asked_by,
            "state": _state(row),
            "summary": _summary(Assumptions.from_json(row.assumptions)),
        }
        for row in simulations
    ]


def simulation_page(version: ProtocolVersion, row: Simulation, language: str) -> dict[str, Any]:
    """Return the context of a simulation's page."""
    definition = definition_of(version)
    given = Assumptions.from_json(row.assumptions)
    page = {
        "title": _("Simulation %(number)d") % {"number": row.number},
        "subtitle": in_words(definition.labels),
        "back": reverse("protocols:simulations", args=[version.protocol.slug, version.number]),
        "address": _address(version, row),
        "again": reverse("protocols:simulate", args=[version.protocol.slug, version.number])
        + f"?from={row.number}",
        "under_way": row.finished_at is None,
        "weeks_done": row.weeks_done,
        "weeks": given.weeks,
        "problem": SimulationProblem(row.problem).label if row.problem else "",
        "is_old": row.finished_at is not None and row.sha256 != version.sha256,
        "assumed": _assumed(definition, given),
    }
    if row.result is None:
        return page
    result = Result.from_json(row.result)
    known = [step for step in result.steps if step.step in definition.steps]
    return page | {
        "result": result,
        "facts": _facts(result),
        "late": _late(definition, known),
        "pools": [_pool_row(pool) for pool in result.pools],
        "bottlenecks": [_kind(pool.kind) for pool in result.pools if pool.is_bottleneck],
        "head": [
            _("Step"), _("Cases"), _("Waits, usually"), _("Nine of ten wait at most"),
            _("Until it is done, usually"), _("Deadlines missed"), _("Still open"),
        ],
        "steps": [_step_row(definition, step) for step in known],
        "drawing": draw(definition, language=language, marks=marks_of(known)),
    }  # fmt: skip


def marks_of(steps: Iterable[StepResult]) -> dict[str, Mark]:
    """Return what the drawing says of each step that a case came to: its wait, what it missed."""
    return {step.step: _mark(step) for step in steps if step.opened}


def _mark(step: StepResult) -> Mark:
    waits = _("waits %(time)s") % {"time": time_words(step.waiting.median)}
    if step.due_kind == DueKind.LEGAL and step.missed:
        late = _("%(share)s late") % {"share": share_words(step.missed, step.decided)}
        return Mark(MarkState.LATE, words=f"{waits} · {late}")
    begun = step.waiting.median
    is_slow = begun is None or begun >= DAY
    return Mark(MarkState.WAITING if is_slow else MarkState.DONE, words=waits)


def time_words(seconds: int | None) -> str:
    """Return a time in the unit that says most; a dash where there is none."""
    if seconds is None:
        return NONE
    if seconds < HOUR:
        return _("%(count)s min") % {"count": round(seconds / MINUTE)}
    if seconds < 2 * DAY:
        return _("%(count)s h") % {"count": number_format(seconds / HOUR, 1)}
    return _("%(count)s d") % {"count": number_format(seconds / DAY, 1)}


def share_words(part: float, whole: float) -> str:
    """Return a share in percent; a dash of nothing."""
    return f"{round(PERCENT * part / whole)} %" if whole else NONE


def _facts(result: Result) -> list[tuple[str, str]]:
    return [
        (_("Cases that came"), str(result.arrived)),
        (_("Ended"), str(result.ended)),
        (_("Under way at the end"), str(result.under_way)),
        (_("From start to end, usually"), time_words(result.duration.median)),
        (_("Nine of ten end within"), time_words(result.duration.p90)),
        (_("Deadlines set by law that were missed"), str(result.legal_missed)),
    ]


def _late(definition: Definition, steps: Iterable[StepResult]) -> list[str]:
    words = _("“%(step)s”: %(missed)d of %(decided)d deadlines set by law were missed.")
    return [
        words
        % {
            "step": name_of(definition, step.step),
            "missed": step.missed,
            "decided": step.decided,
        }
        for step in steps
        if step.due_kind == DueKind.LEGAL and step.missed
    ]


def _step_row(definition: Definition, step: StepResult) -> list[str]:
    words = _("%(missed)d of %(decided)d")
    if step.due_kind == DueKind.LEGAL:
        words = _("%(missed)d of %(decided)d, set by law")
    missed = words % {"missed": step.missed, "decided": step.decided} if step.due_kind else NONE
    return [
        name_of(definition, step.step),
        str(step.opened),
        time_words(step.waiting.median),
        time_words(step.waiting.p90),
        time_words(step.total.median),
        missed,
        str(step.still_open),
    ]


def _pool_row(pool: PoolResult) -> dict[str, Any]:
    people = ngettext("%(count)d person", "%(count)d people", pool.workers)
    hours = _("%(hours)s hours a week each") % {"hours": number_format(pool.hours)}
    return {
        "name": _kind(pool.kind),
        "people": f"{people % {'count': pool.workers}}, {hours}",
        "used": f"{round(PERCENT * pool.used)} %",
        "mean": number_format(pool.waiting_mean, 1),
        "most": pool.waiting_most,
        "now": pool.waiting_now,
        "is_bottleneck": pool.is_bottleneck,
    }


def _kind(kind: str) -> str:
    return vocabularies.label("entity_kind", kind)


def _assumed(definition: Definition, given: Assumptions) -> list[tuple[str, str]]:
    people = [
        _("%(kind)s: %(workers)d people, %(hours)s hours a week each")
        % {"kind": _kind(kind), "workers": item.workers, "hours": number_format(item.hours)}
        for kind, item in given.capacities.items()
    ]
    times = [
        _("“%(step)s”: %(hours)s hours")
        % {"step": name_of(definition, step), "hours": number_format(work.median)}
        for step, work in given.works.items()
    ]
    return [
        (_("Cases"), _summary(given)),
        (_("People"), "\n".join(people) or _("Nobody waits for anybody.")),
        (_("Work, usually"), "\n".join(times)),
        (_("Number for chance"), str(given.seed)),
    ]


def _summary(given: Assumptions) -> str:
    said = {"cases": number_format(given.cases_per_week), "weeks": given.weeks}
    return _("%(cases)s new cases a week, for %(weeks)d weeks") % said


def _state(row: Simulation) -> dict[str, str]:
    if row.finished_at is None:
        return {"label": _("Under way"), "tone": "info"}
    if row.problem:
        return {"label": _("Came to nothing"), "tone": "bad"}
    return {
        "label": _("Done %(when)s")
        % {"when": date_format(localtime(row.finished_at), "SHORT_DATETIME_FORMAT")},
        "tone": "good",
    }


def _address(version: ProtocolVersion, row: Simulation) -> str:
    return reverse("protocols:simulation", args=[version.protocol.slug, version.number, row.number])
