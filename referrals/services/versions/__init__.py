"""Running cases go over to a newer version of their flowchart, and back."""

from referrals.services.versions.batch import (
    judge_of,
    migrate_runs,
    start_migration,
    stop_migration,
    take_back_migration,
)
from referrals.services.versions.plans import change_plan, make_plan, take_suggestion

__all__ = [
    "change_plan",
    "judge_of",
    "make_plan",
    "migrate_runs",
    "start_migration",
    "stop_migration",
    "take_back_migration",
    "take_suggestion",
]
