"""What a person holds, as work that goes to somebody else when she leaves."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import services as audit
from audit.enums import AuditAction
from cases.enums import ENDED
from cases.models import Case
from cases.services.writing import save
from entities.models import User

Row = TypeVar("Row", bound=Model)


class HeldRows(ABC, Generic[Row]):
    """Living rows whose `column` names the person who holds them (`core.ports.HeldWork`)."""

    label: str | Promise
    column: str

    @abstractmethod
    def living(self) -> QuerySet[Row]:
        """Return the rows that are still work."""

    @abstractmethod
    def case_of(self, row: Row) -> UUID:
        """Return the case that a row belongs to, for the log."""

    def count(self, person_id: UUID) -> int:
        """Return how many she holds."""
        return self.living().filter(**{self.column: person_id}).count()

    def hand_over(self, person_id: UUID, *, to: UUID | None, by: UUID | None) -> int:
        """Give each to somebody else, or to nobody; what stood before stays in its history."""
        actor = User.objects.filter(pk=by).first() if by else None
        hers = self.living().filter(**{self.column: person_id})
        rows = list(hers.select_for_update(of=("self",)).order_by("pk"))
        for row in rows:
            setattr(row, f"{self.column}_id", to)
            save(row, actor)
            audit.record(
                AuditAction.WORK_MOVED,
                by=actor,
                case=self.case_of(row),
                target=row.pk,
                details={"from": str(person_id), "to": str(to) if to else ""},
            )
        return len(rows)


class LedCases(HeldRows[Case]):
    """Living cases of her entity that she leads."""

    label = _("Cases she leads")
    column = "lead_worker"

    def living(self) -> QuerySet[Case]:
        """Return the cases that are not closed."""
        return Case.objects.exclude(status__in=ENDED)

    def case_of(self, row: Case) -> UUID:
        """Return the case itself."""
        return row.pk
