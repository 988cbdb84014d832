"""The closed lists of this room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnquiryStatus(models.TextChoices):
    """Where an enquiry for a name stands."""

    WAITING = "waiting", _("Waiting for a custodian")
    GRANTED = "granted", _("Searched")
    REFUSED = "refused", _("A custodian said no")
    EXPIRED = "expired", _("Nobody answered in time")


class FindingKind(models.TextChoices):
    """Why an access is worth a look."""

    NO_RELATION = "no_relation", _("Without a relation to the case")
    EMERGENCY = "emergency", _("Opened in an emergency")
    OFF_DUTY = "off_duty", _("Outside duty hours")
    MANY_CASES = "many_cases", _("Many cases within an hour")
    MANY_LISTS = "many_lists", _("Many lists of cases within an hour")
    SAME_NAME = "same_name", _("Several people searched for one name")
