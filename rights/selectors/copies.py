"""Which records of a case go into the copy for her: those that the responsible entity wrote."""

from typing import Any

from cases.models import Assessment, Case, Consent, Intervention, StatusEntry


def entries_for_her(case: Case) -> list[Any]:
    """Return what stands on the case about her, oldest kind first.

    What another entity wrote she asks of that entity, which answers for it; what is about a child
    is the child's; what was struck out does not count.
    """
    own = {"case": case, "entity": case.owner_entity_id, "struck_at": None}
    return [
        *StatusEntry.objects.filter(**own),
        *Intervention.objects.filter(**own, child=None),
        *Consent.objects.filter(**own).select_related("recipient_entity"),
        *Assessment.objects.filter(**own, child=None).order_by("recorded_at"),
    ]
