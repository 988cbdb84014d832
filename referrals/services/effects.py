"""What a step proposes and a person confirms; the product records none of it by itself."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import services as cases
from cases.models import StatusEntry
from core.exceptions import Conflict
from entities.models import User
from protocols.elements import UserTask
from referrals.models import Step
from referrals.selectors.effects import awaits_status, proposals
from referrals.selectors.elements import Elements
from referrals.services import moving


@transaction.atomic
def confirm_status(*, step: Step, status: str, by: User) -> StatusEntry:
    """Record a victim status that the step proposes, as decided today.

    Raises Conflict unless the step is done and this was not confirmed before, ValueError for a
    status it does not propose, and what recording a status raises.
    """
    run = moving.lock_run(step.run_id)
    now = Step.objects.get(pk=step.pk)
    now.run = run
    node = Elements(run).node(step.element)
    task = node if isinstance(node, UserTask) else UserTask(id=step.element)
    if not awaits_status(now, task):
        raise Conflict(
            _("No status is to be recorded for this step: it is not done, or one was recorded."),
            _("Look at the case: its statuses are corrected there."),
        )
    if status not in proposals(task):
        raise ValueError(f"The step does not propose {status}.")
    return cases.record_status(
        case=run.case,
        by=by,
        values={"decided_on": timezone.localdate(), "victim_status": status},
    )
