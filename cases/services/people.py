"""The person of a case, and her children."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.enums import AuditAction
from cases.coded import checked
from cases.enums import Part
from cases.models import Case, Child, Person
from cases.permissions import can_lead, can_see_part
from cases.services.writing import (
    apply,
    lock,
    lock_entry,
    lock_living_case,
    mark_struck,
    refuse,
    save,
)
from entities.models import User
from vault.services import create_data_key

CONTACT_FIELDS = frozenset(
    {
        "name_used", "telephone", "channel", "safe_hours", "who_may_answer", "code_word",
        "phone_watched",
    }
)  # fmt: skip
IDENTITY_FIELDS = frozenset({"legal_name", "birth_date", "documents"})
CHILD_FIELDS = frozenset(
    {
        "age_band", "adult_on", "gender", "lives_with", "is_beneficiary", "needs",
        "must_not_learn",
    }
)  # fmt: skip
PART_OF = dict.fromkeys(CONTACT_FIELDS, Part.CONTACT_CARD) | dict.fromkeys(
    IDENTITY_FIELDS, Part.IDENTITY
)


def make_person(values: Mapping[str, Any], *, data_key_id: UUID, by: User) -> Person:
    """Write a new person under a key that is already committed; callers have checked."""
    person = Person(data_key_id=data_key_id, **values)
    save(person, by)
    return person


def record_person(
    *, case: Case, by: User, values: Mapping[str, Any], child: Child | None = None
) -> Person:
    """Record or change what is known of the person of a case, or of a child of hers.

    Call it outside any transaction. `values` may hold any of CONTACT_FIELDS and IDENTITY_FIELDS.
    Nothing that stands is shown or read. A child has a key of her or his own. Raises
    PermissionRefused unless her entity is responsible for the case, or wrote the child, and the part
    each field belongs to is open to her: nobody else writes over what she cannot see.
    """
    columns = checked(Person, values, allowed=PART_OF)
    known = child.person_id if child is not None else case.person_id
    data_key_id = create_data_key(owner="person") if known is None else None
    with transaction.atomic():
        locked = lock_living_case(case, by)
        writes = child is not None or can_lead(by, locked)
        if not writes or not all(can_see_part(by, locked, PART_OF[name]) for name in columns):
            raise refuse()
        holder = locked if child is None else lock_entry(child, by)
        if holder.person is not None:
            return _change_person(locked, lock(holder.person), columns, by)
        if data_key_id is None:
            raise RuntimeError("The person was taken away meanwhile.")
        holder.person = make_person(columns, data_key_id=data_key_id, by=by)
        save(holder, by)
        _tell(AuditAction.PERSON_RECORDED, locked, holder.person, by, sorted(columns))
        return holder.person


def _change_person(case: Case, person: Person, columns: Mapping[str, Any], by: User) -> Person:
    changed = apply(person, columns)
    if changed:
        save(person, by)
        _tell(AuditAction.PERSON_CHANGED, case, person, by, changed)
    return person


def _tell(
    action: AuditAction, case: Case, target: Person | Child, by: User, fields: list[str]
) -> None:
    audit.record(action, by=by, case=case.pk, target=target.pk, details={"fields": fields})


@transaction.atomic
def add_child(*, case: Case, by: User, values: Mapping[str, Any]) -> Child:
    """Record a child of hers as a person in its own right. `values` hold any of CHILD_FIELDS."""
    locked = lock_living_case(case, by)
    columns = checked(Child, values, allowed=CHILD_FIELDS)

    child = Child(case=locked, entity=by.entity, recorded_by=by, **columns)
    save(child, by)
    _tell(AuditAction.CHILD_RECORDED, locked, child, by, sorted(columns))
    return child


@transaction.atomic
def edit_child(*, child: Child, by: User, changes: Mapping[str, Any]) -> Child:
    """Change what is recorded of a child; what stood before stays in the history."""
    locked = lock_entry(child, by)
    changed = apply(locked, checked(Child, changes, allowed=CHILD_FIELDS))
    if changed:
        save(locked, by)
        _tell(AuditAction.CHILD_CHANGED, locked.case, locked, by, changed)
    return locked


@transaction.atomic
def strike_child(*, child: Child, by: User, reason: str) -> Child:
    """Strike out a child recorded in error; the row stays."""
    locked = lock_entry(child, by)
    mark_struck(locked, by, reason)
    _tell(AuditAction.CHILD_STRUCK, locked.case, locked, by, [])
    return locked
