"""What a step proposes to record once it is done."""

from cases.models import StatusEntry
from protocols.elements import UserTask
from referrals.enums import StepStatus
from referrals.models import Step


def proposals(task: UserTask) -> tuple[str, ...]:
    """Return the victim statuses that completing the step proposes, the first one first."""
    return tuple(
        value for effect in task.effects if effect.status == "victim_status"
        for value in effect.values
    )  # fmt: skip


def awaits_status(step: Step, task: UserTask) -> bool:
    """Say whether the step is done and none of the statuses it proposes was recorded since."""
    proposed = proposals(task)
    if step.status != StepStatus.DONE or step.closed_at is None or not proposed:
        return False
    since = StatusEntry.objects.filter(
        case=step.run.case_id, recorded_at__gte=step.closed_at, struck_at=None
    )
    return not any(entry.victim_status in proposed for entry in since)
