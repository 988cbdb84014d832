"""The auditor's references of cases: codes of her own that no entity uses."""

from uuid import UUID

from cases.models import CaseCode
from core.codes import MalformedCode, read_code, show_code


class CaseReferences:
    """Fills `core.ports.names_cases`."""

    def reference(self, case_id: UUID) -> str:
        """Return the auditor's reference of a case; nothing when the case is not there."""
        held = CaseCode.objects.filter(case_id=case_id, entity=None).values_list("code", flat=True)
        code = held.first()
        return show_code(code) if code else ""

    def find(self, reference: str) -> UUID | None:
        """Return the case with this auditor's reference; an entity's own code finds nothing."""
        try:
            code = read_code(reference)
        except MalformedCode:
            return None
        held = CaseCode.objects.filter(code=code, entity=None)
        return held.values_list("case_id", flat=True).first()
