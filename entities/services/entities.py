"""Entities: create and change."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core import vocabularies
from core.exceptions import PermissionRefused
from entities.models import Entity, EntityKind, User
from entities.permissions import can_manage_entities
from entities.services.storing import insert
from entities.services.tidings import tell_of_entity

ENTITY_FIELDS = frozenset(
    {"name", "participation", "country", "territory", "duty_telephone", "four_eyes", "is_active"}
)


def _refuse() -> PermissionRefused:
    return PermissionRefused(
        _("You may not change this entity."), _("Ask an administrator to do it.")
    )


def _known(vocabulary: str, code: str) -> str:
    if code not in vocabularies.codes(vocabulary):
        raise ValueError(f"{code!r} is not in the vocabulary {vocabulary!r}.")
    return code


def _set_kinds(entity: Entity, kinds: Iterable[str]) -> bool:
    wanted = {_known("entity_kind", kind) for kind in kinds}
    held = set(entity.kind_rows.values_list("kind", flat=True))
    entity.kind_rows.exclude(kind__in=wanted).delete()
    EntityKind.objects.bulk_create(
        [EntityKind(entity=entity, kind=kind) for kind in sorted(wanted - held)]
    )
    entity.__dict__.pop("kinds", None)
    return wanted != held


def _apply(record: Entity, data: Mapping[str, Any], allowed: frozenset[str]) -> list[str]:
    """Set what is different; return the names of the fields, sorted. Unknown names raise."""
    if unknown := data.keys() - allowed:
        raise ValueError(f"No such field: {sorted(unknown)}")
    changed = sorted(name for name, value in data.items() if getattr(record, name) != value)
    for name in changed:
        setattr(record, name, data[name])
    return changed


@transaction.atomic
def create_entity(
    *, code: str, name: str, kinds: Iterable[str], by: User | None, **data: Any
) -> Entity:
    """Make an entity; `by` is empty only for the installation's own set-up and invented data.

    `data` may hold any of ENTITY_FIELDS. Raises ValueError for an unknown kind or field and
    ValidationError for values no column takes.
    """
    if by is not None and not can_manage_entities(by):
        raise _refuse()

    entity = Entity(code=code, name=name)
    _apply(entity, data, ENTITY_FIELDS)
    entity.full_clean()
    insert(entity)
    _set_kinds(entity, kinds)
    audit.record(AuditAction.ENTITY_CREATED, by=by, target=entity.pk)
    return entity


@transaction.atomic
def change_entity(*, entity: Entity, by: User, kinds: Iterable[str], **data: Any) -> Entity:
    """Change an entity's kinds and any of ENTITY_FIELDS; nothing different leaves no trace."""
    locked = Entity.objects.select_for_update().get(pk=entity.pk)
    if not can_manage_entities(by):
        raise _refuse()

    changed = _apply(locked, data, ENTITY_FIELDS)
    locked.full_clean()
    locked.save()
    if _set_kinds(locked, kinds):
        changed.append("kinds")
    if changed:
        audit.record(
            AuditAction.ENTITY_CHANGED, by=by, target=locked.pk, details={"fields": changed}
        )
    if "four_eyes" in changed and not locked.four_eyes:
        tell_of_entity("four_eyes_ended", locked, by=by)
    return locked
