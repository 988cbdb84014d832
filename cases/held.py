"""The cases a person leads, as work that goes to somebody else when she leaves."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit import services as audit
from audit.enums import AuditAction
from cases.enums import ENDED
from cases.models import Case
from cases.services.writing import save
from entities.models import User


class LedCases:
    """Living cases of her entity that she leads."""

    label = _("Cases she leads")

    def _of(self, person_id: UUID) -> QuerySet[Case]:
        return Case.objects.filter(lead_worker=person_id).exclude(status__in=ENDED)

    def count(self, person_id: UUID) -> int:
        """Return how many."""
        return self._of(person_id).count()

    def hand_over(self, person_id: UUID, *, to: UUID | None, by: UUID | None) -> int:
        """Give each another lead, or none; what stood before stays in its history."""
        actor = User.objects.filter(pk=by).first() if by else None
        cases = list(self._of(person_id).select_for_update(of=("self",)).order_by("pk"))
        for case in cases:
            case.lead_worker_id = to
            save(case, actor)
            audit.record(
                AuditAction.WORK_MOVED,
                by=actor,
                case=case.pk,
                target=case.pk,
                details={"from": str(person_id), "to": str(to) if to else ""},
            )
        return len(cases)
