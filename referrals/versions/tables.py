"""Turns plans for running cases into what the pages show, in the reader's language.

A protocol manager sees no case: counts are told in steps of five, so that none below five is
told, nor can be had by taking one number from another.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protocols.checker.faults import FaultCode
from protocols.definition import Definition
from protocols.drawing import draw
from protocols.marks import Mark, MarkState
from protocols.migration.plans import Plan, can_wait
from protocols.migration.proof import Hindrance, Judge
from protocols.migration.suggestions import Kind, Suggestion, suggest
from protocols.models import ProtocolVersion
from protocols.selectors import definition_of
from protocols.telling import in_words, name_of, tell_move
from referrals.enums import Carried, Left, PlanStatus
from referrals.models import MigrationPlan
from referrals.selectors.standings import Group
from referrals.workflow import MIGRATION

FEW = 5
PERCENT = 100
TONES = {
    PlanStatus.DRAFT: "neutral",
    PlanStatus.MOVING: "info",
    PlanStatus.STOPPED: "warn",
    PlanStatus.DONE: "good",
    PlanStatus.TAKING_BACK: "info",
    PlanStatus.TAKEN_BACK: "warn",
}
UNDER_WAY = (PlanStatus.MOVING, PlanStatus.TAKING_BACK)


def cases_words(count: int) -> str:
    """Return how many cases, in steps of five.

    Exact numbers would tell the small ones: 6 in all and 5 that are ready are 1 that stays.
    """
    if not count:
        return _("no case")
    if count < FEW:
        return _("fewer than %(few)d cases") % {"few": FEW}
    return _("%(count)d or more cases") % {"count": count - count % FEW}


def plan_rows(plans: Iterable[MigrationPlan]) -> list[dict[str, Any]]:
    """Return a row for each plan."""
    return [
        {
            "url": address("migration", plan),
            "title": _("Plan %(number)d: to version %(target)d")
            % {"number": plan.number, "target": plan.target.number},
            "meta": str(plan.made_by),
            "when": plan.made_at,
            "tag_label": PlanStatus(plan.status).label,
            "tag_tone": TONES[PlanStatus(plan.status)],
        }
        for plan in plans
    ]


def address(name: str, plan: MigrationPlan) -> str:
    """Return the address of a page of a plan."""
    version = plan.source
    return reverse(f"referrals:{name}", args=[version.protocol.slug, version.number, plan.number])


def plan_page(plan: MigrationPlan, became: Counter[tuple[str, str, str]]) -> dict[str, Any]:
    """Return the context of a plan's page, but for what its runs would do now."""
    old, new = definition_of(plan.source), definition_of(plan.target)
    content = Plan.from_json(plan.content)
    status = PlanStatus(plan.status)
    is_under_way = status in UNDER_WAY
    return {
        "plan": plan,
        "title": _("From version %(old)d to version %(new)d")
        % {"old": plan.source.number, "new": plan.target.number},
        "subtitle": in_words(old.labels),
        "back": versions_address(plan.source),
        "status": status.label,
        "tone": TONES[status],
        "facts": _facts(plan, content, old, new),
        "address": address("migration", plan),
        "under_way": is_under_way,
        "done_percent": _percent(status, became),
        "results": _results(became, old, new),
        "may_change": plan.status in MIGRATION["start"].sources,
        "may_take_back": plan.status in MIGRATION["take_back"].sources
        and any(outcome == Carried.MOVED for outcome, _reason, _element in became),
    }  # fmt: skip


def versions_address(version: ProtocolVersion) -> str:
    """Return the address of the plans for the running cases of a version."""
    return reverse("referrals:migrations", args=[version.protocol.slug, version.number])


def dry_run_page(groups: list[Group], judge: Judge) -> dict[str, Any]:
    """Return what the page shows of where runs stand and what would become of them."""
    marks = _marks(groups)
    return {
        "groups": [_group(group, judge) for group in groups],
        "total": cases_words(sum(group.count for group in groups)),
        "ready": cases_words(sum(group.count for group in groups if not group.code)),
        "may_start": any(not group.code for group in groups),
        "drawing": draw(judge.old, language=get_language() or "es", marks=marks) if marks else "",
    }


def _facts(
    plan: MigrationPlan, content: Plan, old: Definition, new: Definition
) -> list[tuple[str, str]]:
    sent = [
        f"{name_of(old, name)} → {name_of(new, content.elements[name])}"
        for name in can_wait(old)
        if name in content.elements
    ]
    lanes = [f"{_lane(old, name)} → {_lane(new, to)}" for name, to in content.lanes.items()]
    opened = [name_of(new, name) for name in content.opening]
    deadlines = (
        _("Counted anew from when each step opened") if plan.recounts else _("Stay as they are")
    )
    return [
        (_("Sent elsewhere"), "\n".join([*sent, *lanes]) or _("Everything keeps its place.")),
        (_("Also opened"), "\n".join(opened) or _("Nothing")),
        (_("Deadlines"), deadlines),
    ]


def _group(group: Group, judge: Judge) -> dict[str, Any]:
    state = group.standing.state
    waits = [name_of(judge.old, name) for name in (*state.steps, *_waits(judge.old, group))]
    referrals = [_lane(judge.old, lane) for lane, _taken in group.standing.referrals]
    ideas = suggest(judge.old, judge.new, judge.plan, state, group.verdict) if group.code else []
    return {
        "count": cases_words(group.count),
        "is_ready": not group.code,
        "state": _("Can go over") if not group.code else _("Would stay"),
        "tone": "warn" if group.code else "good",
        "waits": waits,
        "referrals": list(dict.fromkeys(referrals)),
        "opens": [name_of(judge.new, name) for name in group.verdict.opens],
        "reason": reason_words(group.code, group.element, judge.old, judge.new),
        "way": [tell_move(judge.new, action) for action in group.verdict.path],
        "suggestions": [_suggestion(idea, judge) for idea in ideas],
    }


def _waits(old: Definition, group: Group) -> list[str]:
    """Return the waits in the flow; the timers on steps are with their steps."""
    steps = {timer.id for timers in old.boundaries.values() for timer in timers}
    return [name for name in group.standing.state.timers if name not in steps]


def _suggestion(idea: Suggestion, judge: Judge) -> dict[str, Any]:
    place = {"to": name_of(judge.new, idea.to), "element": ""}
    if idea.kind is Kind.OPEN:
        label = _("Also open “%(to)s”") % place
    else:
        place["element"] = name_of(judge.old, idea.element)
        label = _("Let what waits at “%(element)s” wait at “%(to)s”") % place
    return {
        "label": label,
        "value": " ".join([idea.kind, idea.element or "-", idea.to]),
        "note": _("With it, these can go over.") if idea.proves else _("It takes more than that."),
    }


def reason_words(code: str, element: str, old: Definition, new: Definition) -> str:
    """Return why runs stay, or are not taken back, in words; "" where there is no reason."""
    here = {"name": name_of(new, element), "before": name_of(old, element)}
    words: dict[str, str] = {
        Hindrance.NO_PLACE: _("“%(before)s” has no place in the new version."),
        Hindrance.DOUBLED: _("Two things would wait at “%(name)s” at once."),
        Hindrance.ENDS_AT_ONCE: _("The flowchart would end at once, without anybody doing anything."),
        FaultCode.DEADLOCK: _("It would wait for ever for a branch that was never opened."),
        FaultCode.STEP_DOUBLED: _("“%(name)s” could open a second time while it is still open."),
        FaultCode.BUSY_CIRCLE: _("It could turn in a circle in which nobody is waited for."),
        FaultCode.CANNOT_END: _("It could go on for ever and never come to an end."),
        FaultCode.CONSENT_TRAP: _("If she refuses at “%(name)s”, it could no longer come to an end."),
        FaultCode.TOO_COMPLEX: _("There are too many ways from here to try them all."),
    }  # fmt: skip
    if code in words:
        return words[code] % here
    if code not in Left.values:
        return ""
    lane = f" {_lane(old, element)}" if code in {Left.LANE_GONE, Left.REFERRAL_LOST} else ""
    return f"{Left(code).label}{lane}"


def _results(
    became: Counter[tuple[str, str, str]], old: Definition, new: Definition
) -> list[tuple[str, str, str]]:
    rows = [
        (outcome, reason_words(reason, element, old, new), count)
        for (outcome, reason, element), count in became.items()
    ]
    order = list(Carried.values)
    return [
        (str(Carried(outcome).label), cases_words(count), reason)
        for outcome, reason, count in sorted(rows, key=lambda row: (order.index(row[0]), -row[2]))
    ]


def _percent(status: PlanStatus, became: Counter[tuple[str, str, str]]) -> int:
    """Return how much of what is under way is done."""
    waiting = Carried.MOVED if status is PlanStatus.TAKING_BACK else Carried.WAITING
    done = {Carried.TAKEN_BACK, Carried.KEPT} if status is PlanStatus.TAKING_BACK else {
        Carried.MOVED, Carried.LEFT,
    }  # fmt: skip
    counts: Counter[str] = Counter()
    for (outcome, _reason, _element), count in became.items():
        counts[outcome] += count
    dealt = sum(counts[outcome] for outcome in done)
    whole = dealt + counts[waiting]
    return PERCENT * dealt // whole if whole else PERCENT


def _marks(groups: Iterable[Group]) -> dict[str, Mark]:
    counts: Counter[str] = Counter()
    for group in groups:
        for name in (*group.standing.state.steps, *group.standing.state.timers):
            counts[name] += group.count
    return {name: Mark(MarkState.NOW, words=cases_words(count)) for name, count in counts.items()}


def _lane(definition: Definition, name: str) -> str:
    lane = next((one for one in definition.lanes if one.id == name), None)
    return (in_words(lane.labels) if lane else "") or name
