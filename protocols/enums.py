"""The states of versions, consultations, answers and simulations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notices.enums import NoticeKind


class VersionStatus(models.TextChoices):
    """A draft may change; a published version never does, it is only followed by the next.

    An agreed one waits for the day on which it comes into force.
    """

    DRAFT = "draft", _("Draft")
    AGREED = "agreed", _("Agreed")
    CURRENT = "current", _("In force")
    RETIRED = "retired", _("Retired")


class ConsultationStatus(models.TextChoices):
    """How a consultation stands."""

    PREPARED = "prepared", _("Being prepared")
    OPEN = "open", _("Still open")
    ENDED = "ended", _("Ended")
    WITHDRAWN = "withdrawn", _("Withdrawn")


LIVE_CONSULTATION = (ConsultationStatus.PREPARED, ConsultationStatus.OPEN)


class Verdict(models.TextChoices):
    """What somebody asked says to a flowchart."""

    YES = "yes", _("Yes")
    RESERVATION = "reservation", _("Yes, with a reservation")
    NO = "no", _("No")


# What a notice of a flowchart may say (`ref:template`); the first where the file names none.
NOTICE_TEMPLATES = (
    NoticeKind.FLOWCHART_SAYS,
    NoticeKind.STEP_OPENED,
    NoticeKind.DEADLINE_NEAR,
    NoticeKind.DEADLINE_MISSED,
    NoticeKind.RUN_ENDED,
)


class SimulationProblem(models.TextChoices):
    """Why a simulation came to nothing."""

    TOO_MUCH = "too_much", _("The cases turn in a circle too fast to be followed.")
    CHANGED = "changed", _("The flowchart was changed before the simulation began.")
    UNSOUND = "unsound", _("The flowchart has errors.")
