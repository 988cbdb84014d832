"""The statuses of a version of a protocol."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionStatus(models.TextChoices):
    """A draft may change; a published version never does, it is only followed by the next."""

    DRAFT = "draft", _("Draft")
    CURRENT = "current", _("In force")
    RETIRED = "retired", _("Retired")


class SimulationProblem(models.TextChoices):
    """Why a simulation came to nothing."""

    TOO_MUCH = "too_much", _("The cases turn in a circle too fast to be followed.")
    CHANGED = "changed", _("The flowchart was changed before the simulation began.")
    UNSOUND = "unsound", _("The flowchart has errors.")
