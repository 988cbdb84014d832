"""The form that a step names: begun, gone on with and finished inside the step's own transaction."""

from cases import services as cases
from cases.models import Assessment
from cases.services import Filled
from entities.models import User
from referrals.models import Step
from referrals.selectors.steps import own_draft


def keep_form(step: Step, filled: Filled, by: User) -> Assessment:
    """Keep the form of a locked step as a draft."""
    draft = cases.save_draft(case=step.run.case, filled=filled, by=by, draft=own_draft(step, by))
    if step.assessment_id != draft.pk:
        step.assessment = draft
        step.save(update_fields=["assessment"])
    return draft


def finish_form(step: Step, filled: Filled, by: User) -> Assessment:
    """Finish the form of a locked step; who closes the step writes which it was."""
    return cases.finish_assessment(
        case=step.run.case, filled=filled, by=by, draft=own_draft(step, by)
    )
