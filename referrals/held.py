"""The referrals allocated to a person, as work that goes to somebody else when she leaves."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.held import HeldRows
from referrals.enums import LIVE
from referrals.models import Referral


class AllocatedReferrals(HeldRows[Referral]):
    """Living referrals that her entity has allocated to her."""

    label = _("Referrals allocated to her")
    column = "allocated_to"

    def living(self) -> QuerySet[Referral]:
        """Return the referrals that have not ended."""
        return Referral.objects.filter(status__in=LIVE)

    def case_of(self, row: Referral) -> UUID:
        """Return the case that it carries."""
        return row.case_id
