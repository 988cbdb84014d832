"""The auditor's references of cases: codes of her own that no entity uses."""

from collections.abc import Iterable
from uuid import UUID

from cases.models import CaseCode
from core.codes import MalformedCode, read_code, show_code


class CaseReferences:
    """Fills `core.ports.names_cases`."""

    def references(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the auditor's references of cases by id; unknown ids are left out."""
        held = CaseCode.objects.filter(case_id__in=set(ids), entity=None)
        return {case: show_code(code) for case, code in held.values_list("case_id", "code")}

    def find(self, reference: str) -> UUID | None:
        """Return the case with this auditor's reference; an entity's own code finds nothing."""
        try:
            code = read_code(reference)
        except MalformedCode:
            return None
        held = CaseCode.objects.filter(code=code, entity=None)
        return held.values_list("case_id", flat=True).first()


def case_behind(typed_code: str) -> UUID | None:
    """Return the case that any entity names by this code: for the log of refused tries alone.

    Who was refused is never told whether there is one.
    """
    try:
        code = read_code(typed_code)
    except MalformedCode:
        return None
    held = CaseCode.objects.filter(code=code).exclude(entity=None)
    return held.values_list("case_id", flat=True).first()
