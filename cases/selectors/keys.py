"""Which keys a case and its people have; for commands and erasure, never for pages."""

from uuid import UUID

from cases.models import Case, Child, Person
from cases.selectors.cases import read_stored
from core.exceptions import NotVisible


def case_by_any_code(typed_code: str) -> Case:
    """Return the case that any entity, or the auditor, names by this code. Raises NotVisible."""
    case = Case.objects.filter(codes__code=read_stored(typed_code)).first()
    if case is None:
        raise NotVisible
    return case


def people_of(case: Case) -> list[Person]:
    """Return the persons of the case that are no other case's: she herself and her children."""
    children = Child.objects.filter(case=case, person__isnull=False).values("person")
    known = Person.objects.filter(pk__in=children) | Person.objects.filter(cases=case)
    return list(
        known.exclude(cases__in=Case.objects.exclude(pk=case.pk))
        .exclude(as_child__case__in=Case.objects.exclude(pk=case.pk))
        .distinct()
        .order_by("pk")
    )


def keys_of(case: Case) -> list[UUID]:
    """Return the data keys of the case and of its people."""
    return [case.data_key_id, *(person.data_key_id for person in people_of(case))]
