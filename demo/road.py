"""Invents cases at different points of their road, through the same services as everybody.

Each case has a number and a dice of its own, so that building goes on after a kill where it was.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.utils import timezone

from cases.models import Case
from cases.services import (
    add_child,
    close_case,
    move_case,
    open_case,
    record_consent,
    record_intervention,
    record_status,
)
from core import vocabularies
from demo.network import address_of
from demo.walk import walk
from entities.models import User
from protocols.selectors import current_versions
from referrals.models import Run
from referrals.services import end_run, start_run

CASES = 200
OPENERS = "ana ana nerea carmen irati fatou idoia".split()
WORDS = Path(__file__).parent / "data" / "words.yaml"
# Of twenty cases, how far they came: only opened, worked with, along a flowchart, closed again.
STORIES = ["opened"] * 2 + ["worked"] * 4 + ["walked"] * 12 + ["closed"] * 2
HELP = "social_accompaniment rights_information health psychological legal basic_needs".split()


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words


def build_cases(*, until: int = CASES) -> Iterator[int]:
    """Invent the cases that are missing up to `until`; yield how many there are after each."""
    for number in range(Case.objects.count(), until):
        _invent(Random(f"case {number}"))  # noqa: S311 -- invented data, not a secret
        yield number + 1


def _invent(dice: Random) -> None:
    worker = User.objects.select_related("entity").get(email=address_of(dice.choice(OPENERS)))
    days = dice.randint(1, 420)
    story = dice.choice(STORIES)
    case = open_case(
        by=worker,
        opened_on=timezone.localdate() - timedelta(days=days),
        facts=_facts(dice),
        person=_person(dice),
    )
    if story == "opened":
        return
    _work(case, worker, days, dice)
    if dice.random() < 0.8:  # noqa: PLR2004 -- most go on after the intake
        move_case(case=case, by=worker, move="start")
    if story in {"walked", "closed"}:
        run = _start_flowchart(case, worker, dice)
        walk(run, dice, moves=dice.randint(1, 9))
        if story == "closed":
            _close(case, worker, dice)


def _facts(dice: Random) -> dict[str, Any]:
    return {
        "detection_channel": dice.choice(vocabularies.codes("detection_channel")),
        "exploitation_types": ["sexual"],
        "age_band": dice.choice(vocabularies.codes("age_band")[2:]),
        "gender": dice.choice(["feminine"] * 9 + ["trans_feminine"]),
        "languages": dice.sample("es en fr ro ar pt pcm wo zh".split(), dice.randint(1, 2)),
        "interpreter_needed": dice.random() < 0.4,  # noqa: PLR2004 -- a share
        "migration_status": dice.choice(vocabularies.codes("migration_status")),
        "risk_level": dice.choice(vocabularies.codes("risk_level")),
        "territory": "ES-BI",
        "children_count": dice.choice([0, 0, 0, 1, 2]),
        "summary": dice.choice(_words()["summaries"]),
    }


def _person(dice: Random) -> dict[str, Any]:
    if dice.random() < 0.25:  # noqa: PLR2004 -- a quarter has no contact card yet
        return {}
    words = _words()
    return {
        "name_used": dice.choice(words["names"]),
        "telephone": f"+34 600 000 {dice.randint(0, 999):03}",
        "channel": dice.choice(["call", "messaging", "through_service"]),
        "safe_hours": dice.choice(words["hours"]),
        "code_word": dice.choice(words["code_words"]),
        "phone_watched": dice.choice(["yes", "no", "unknown"]),
    }


def _work(case: Case, worker: User, days: int, dice: Random) -> None:
    record_consent(
        case=case, by=worker, values={"purpose": "case_record", "status": "given", "language": "es"}
    )
    for _visit in range(dice.randint(1, 6)):
        record_intervention(
            case=case,
            by=worker,
            values={
                "happened_on": timezone.localdate() - timedelta(days=dice.randint(0, days)),
                "service_type": dice.choice(HELP),
                "place": dice.choice(["office", "street", "health_centre", "distance"]),
                "minutes": dice.choice([20, 30, 45, 60, 90]),
                "note": dice.choice(_words()["notes"]),
            },
        )
    record_status(
        case=case,
        by=worker,
        values={
            "decided_on": timezone.localdate() - timedelta(days=dice.randint(0, days)),
            "victim_status": dice.choice(["under_assessment", "possible", "possible"]),
            "decided_by_kind": "ngo",
        },
    )
    if case.children_count:
        add_child(
            case=case,
            by=worker,
            values={"age_band": "0--8", "gender": "unknown", "lives_with": "mother"},
        )


def _start_flowchart(case: Case, worker: User, dice: Random) -> Run:
    in_force = current_versions(country=case.owner_entity.country)
    by_code = {version.protocol.code: version for version in in_force}
    code = dice.choice(["detection_identification"] * 2 + ["first_reception"])
    return start_run(case=case, version=by_code[code], by=worker)


def _close(case: Case, worker: User, dice: Random) -> None:
    # A flowchart may have started others.
    for run in Run.objects.filter(case=case, ended_at=None):
        end_run(run=run, reason=dice.choice(["her_decision", "contact_lost", "moved"]), by=worker)
    reason = dice.choice(["goals_met", "person_decision", "lost_contact", "moved_area"])
    close_case(case=case, by=worker, reason=reason)
