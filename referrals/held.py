"""The referrals allocated to a person, as work that goes to somebody else when she leaves."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit import services as audit
from audit.enums import AuditAction
from cases.services.writing import save
from entities.models import User
from referrals.enums import LIVE
from referrals.models import Referral


class AllocatedReferrals:
    """Living referrals that her entity has allocated to her."""

    label = _("Referrals allocated to her")

    def _of(self, person_id: UUID) -> QuerySet[Referral]:
        return Referral.objects.filter(allocated_to=person_id, status__in=LIVE)

    def count(self, person_id: UUID) -> int:
        """Return how many."""
        return self._of(person_id).count()

    def hand_over(self, person_id: UUID, *, to: UUID | None, by: UUID | None) -> int:
        """Allocate each to somebody else, or to nobody."""
        actor = User.objects.filter(pk=by).first() if by else None
        referrals = list(self._of(person_id).select_for_update(of=("self",)).order_by("pk"))
        for referral in referrals:
            referral.allocated_to_id = to
            save(referral, actor)
            audit.record(
                AuditAction.WORK_MOVED,
                by=actor,
                case=referral.case_id,
                target=referral.pk,
                details={"from": str(person_id), "to": str(to) if to else ""},
            )
        return len(referrals)
