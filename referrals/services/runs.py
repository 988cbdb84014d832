"""A flowchart begins on a case, and may be ended from any state."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from cases.permissions import accepts_work, can_work
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from protocols import engine
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from referrals import workflow
from referrals.models import Run
from referrals.services import moving
from referrals.services.board import Board
from referrals.services.codes import known


@transaction.atomic
def start_run(*, case: Case, version: ProtocolVersion, by: User) -> Run:
    """Start a published flowchart on the case; the entity in charge of the case owns the run.

    Raises PermissionRefused, or Conflict when the case is closed, the version is no longer in
    force or the same flowchart already runs. Who closes the case at the same moment waits, or is
    waited for: nothing starts on a closed case.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not can_work(by, case):
        raise PermissionRefused(
            _("You may not start a flowchart on this case."), _("Ask your coordinator.")
        )
    if not accepts_work(case):
        raise Conflict(_("This case is closed."), _("Reopen it before you start a flowchart."))
    if version.status != VersionStatus.CURRENT:
        raise Conflict(
            _("This version of the flowchart is not in force."), _("Choose the current one.")
        )
    return moving.begin(case=case, version=version, by=by)


@transaction.atomic
def end_run(*, run: Run, reason: str, by: User) -> Run:
    """End a run from any state with a coded reason (`run_end_reason`).

    What still waits is cancelled, its referrals close and so does what they had opened.
    """
    locked = moving.lock_run(run.pk)
    workflow.RUN["end"].check(locked, by)
    board = Board(locked, by=by)
    locked.end_reason = known("run_end_reason", reason)
    moving.follow(board, *engine.end(board.definition, board.state))
    return locked
