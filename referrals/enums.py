"""The states of runs, steps and referrals; codes of `referral_status` are FHIR Task's."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralStatus(TextChoices):
    """Where a referral stands; the ways between are in `workflow.py`."""

    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Sent")
    INFORMATION_REQUESTED = "information_requested", _("Information requested")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    COMPLETED = "completed", _("Completed")
    FAILED = "failed", _("Could not be completed")
    REJECTED = "rejected", _("Declined")
    CANCELLED = "cancelled", _("Withdrawn")
    EXPIRED = "expired", _("Expired without answer")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")


OFFERED = frozenset({ReferralStatus.REQUESTED, ReferralStatus.INFORMATION_REQUESTED})
TAKEN = frozenset({ReferralStatus.ACCEPTED, ReferralStatus.IN_PROGRESS, ReferralStatus.ON_HOLD})
LIVE = frozenset({ReferralStatus.DRAFT}) | OFFERED | TAKEN


class RunStatus(TextChoices):
    """Whether a flowchart still runs on a case."""

    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")


class StepStatus(TextChoices):
    """Where a step stands; in a lane that is referred it follows the lane's referral."""

    TO_REFER = "to_refer", _("To refer")
    OFFERED = "offered", _("Offered, waiting for an answer")
    OPEN = "open", pgettext_lazy("a step", "Open")
    DONE = "done", _("Done")
    DECLINED = "declined", _("She refused, or it no longer applied")
    CANCELLED = "cancelled", _("Cancelled")


WAITING = frozenset({StepStatus.TO_REFER, StepStatus.OFFERED, StepStatus.OPEN})


class StepKind(TextChoices):
    """What opened the step."""

    TASK = "task", _("Step of the flowchart")
    START_BY_HAND = "start_by_hand", _("Another flowchart to start by hand")


class LaneHow(TextChoices):
    """How a lane of a run came to its entity."""

    OWNER = "owner", _("The entity in charge does it itself")
    PERSON = "person", _("She decides; the entity in charge records it with her")
    RECORDED = "recorded", _("Does not sign in; the entity in charge records it")
    FIXED = "fixed", _("Named in the flowchart")
    TERRITORY = "territory", _("The only one of this kind in the territory")
    CHOOSE = "choose", _("The sender chooses")
    REFERRED = "referred", _("Referred and accepted")
    COORDINATOR = "coordinator", _("Nobody found; with the coordinator in charge")


class DeclineReason(TextChoices):
    """Why a step is not done."""

    REFUSED = "refused", _("She refuses")
    NOT_APPLICABLE = "not_applicable", _("It no longer applies")


class RecordSource(TextChoices):
    """From whom the entity in charge knows what a service that does not sign in did."""

    TELEPHONE = "telephone", _("Telephone call")
    LETTER = "letter", _("Letter or official notice")
    MEETING = "meeting", _("Meeting")
    HERSELF = "herself", _("She told us")
    OTHER = "other", _("Other")


class CancelReason(TextChoices):
    """Why a referral was withdrawn or closed before its end."""

    SENDER = "sender", _("Withdrawn by the sender")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("She withdrew her consent")
    STEP_CANCELLED = "step_cancelled", _("The step it was for is no longer due")
    RUN_ENDED = "run_ended", _("The flowchart ended")
    ACCESS_ENDED = "access_ended", _("The access it had given ended")


class MessageKind(TextChoices):
    """What a message of a referral is."""

    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")


class TimerKind(TextChoices):
    """Where a timer stands in the drawing."""

    BOUNDARY = "boundary", _("On a step")
    CATCH = "catch", _("Waiting in the flow")


class PlanStatus(TextChoices):
    """How far it has come to let running cases go over to another version."""

    DRAFT = "draft", _("Being prepared")
    MOVING = "moving", _("Under way")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Finished")
    TAKING_BACK = "taking_back", _("Being taken back")
    TAKEN_BACK = "taken_back", _("Taken back")


class Carried(TextChoices):
    """What became of one run of a plan."""

    WAITING = "waiting", _("Waits for its turn")
    MOVED = "moved", _("Went over")
    LEFT = "left", _("Stayed on its version")
    TAKEN_BACK = "taken_back", _("Taken back")
    KEPT = "kept", _("Not taken back")


class Left(TextChoices):
    """Why a run stayed, or was not taken back, beside what the proof says."""

    ENDED = "ended", _("The flowchart has ended meanwhile.")
    ELSEWHERE = "elsewhere", _("It is on another version by now.")
    CLOSED = "closed", _("The case is closed.")
    LANE_GONE = (
        "lane_gone",
        _("A referral is under way to a lane that the new version has no more:"),
    )
    REFERRAL_LOST = (
        "referral_lost",
        _("A referral under way would lose the step it is for, in the lane:"),
    )
    STEP_TAKEN = "step_taken", _("Another service has this step, which is in another lane now.")
    FAILED = "failed", _("It failed for a technical reason; the log of the server says more.")
    GONE_ON = "gone_on", _("Something has happened in it since: a step, a timer or a referral.")
