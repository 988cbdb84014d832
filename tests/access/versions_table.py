"""The rows of the table for moving running cases, and valid answers to those pages.

They are the protocol manager's, who sees no case.
"""

from itertools import pairwise
from typing import Any

from entities.models import User
from protocols.models import ProtocolVersion
from referrals.services import versions
from tests.factories import referrals as factory

VERSIONS_PAGES = """
referrals:migrations                GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
referrals:migrations                POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
referrals:migration                 GET/POST  in in 404 404 404 404 200 404 404 404 404 404 404 404
referrals:change_migration          GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
referrals:change_migration          POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
referrals:take_suggestion           GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
referrals:take_suggestion           POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
referrals:start_migration           GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
referrals:start_migration           POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
referrals:stop_migration            GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
referrals:stop_migration            POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
referrals:take_back_migration       GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
referrals:take_back_migration       POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
"""
CODE = "moving_on"
SLUG = f"{CODE}-es"
# Each plan stands where its page is asked about: one is being made, one under way, one finished.
PLAN_OF = {"referrals:stop_migration": 2, "referrals:take_back_migration": 3}


def is_of_versions(page: str) -> bool:
    """Whether the address names a version whose cases run on."""
    return page.endswith("migration") or page in {
        "referrals:migrations", "referrals:take_suggestion",
    }  # fmt: skip


def of_versions() -> dict[str, dict[str, Any]]:
    """What a protocol manager would send."""
    return {
        "referrals:migrations": {"target": "2"},
        "referrals:change_migration": {"to_a": "a", "recounts": "on"},
        "referrals:take_suggestion": {"suggestion": "open - b"},
    }


def _version(*steps: str) -> ProtocolVersion:
    names = ("s", *steps, "e_ok")
    nodes = factory.other("startEvent", "s") + factory.other("endEvent", "e_ok")
    flows = "".join(factory.flow(one, then) for one, then in pairwise(names))
    tasks = "".join(factory.task(step) for step in steps)
    return factory.publish(factory.bpmn(CODE, {"own": names}, nodes + tasks, flows))


def moving_versions(by: User, manager: User) -> None:
    """Two versions of a flowchart, a case that runs on the first, and a plan in each state."""
    first = _version("a")
    factory.start(version=first, by=by)
    second = _version("a", "b")
    first.refresh_from_db()
    plans = [versions.make_plan(source=first, target=second, by=manager) for _ in range(3)]
    for plan in plans[1:]:
        versions.start_migration(plan=plan, by=manager)
    versions.stop_migration(plan=plans[2], by=manager)
