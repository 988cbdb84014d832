"""What entities offer: services come into the directory, and are changed there."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core import vocabularies
from core.exceptions import PermissionRefused
from core.languages import LANGUAGES
from entities.enums import Admits
from entities.models import Entity, Service, User
from entities.permissions import can_change_service, can_manage_services
from entities.services.storing import insert
from entities.territories import TERRITORIES

SERVICE_FIELDS = frozenset(
    {
        "name", "service_type", "description", "languages", "age_bands", "genders", "territories",
        "admits", "accepts_children", "needs_permit", "telephone", "on_call_number",
        "places_total", "is_active", "is_paused",
    }
)  # fmt: skip


def _refuse() -> PermissionRefused:
    return PermissionRefused(
        _("You may not change this entity."), _("Ask an administrator to do it.")
    )


def _check_codes(service: Service) -> None:
    known = {
        "languages": LANGUAGES,
        "age_bands": vocabularies.codes("age_band"),
        "genders": vocabularies.codes("gender"),
        "territories": TERRITORIES,
        "admits": Admits.values,
    }
    for name, codes in known.items():
        if unknown := set(getattr(service, name)) - set(codes):
            raise ValueError(f"{sorted(unknown)} are no codes of {name}.")
    if service.service_type not in vocabularies.codes("service_type"):
        raise ValueError(f"{service.service_type!r} is not in the vocabulary 'service_type'.")


def _apply(service: Service, data: Mapping[str, Any]) -> list[str]:
    """Set what is different; return the names of the fields, sorted. Unknown names raise."""
    if unknown := data.keys() - SERVICE_FIELDS:
        raise ValueError(f"No such field: {sorted(unknown)}")
    changed = sorted(name for name, value in data.items() if getattr(service, name) != value)
    for name in changed:
        setattr(service, name, data[name])
    _check_codes(service)
    _keep_places(service)
    return changed


def _keep_places(service: Service) -> None:
    """Let the free places follow the number of places: none are free until somebody says so."""
    if service.places_total is None:
        service.places_free = service.places_at = service.places_by = None
    else:
        service.places_free = min(service.places_free or 0, service.places_total)


@transaction.atomic
def add_service(
    *, entity: Entity, service_type: str, name: str, by: User | None, **data: Any
) -> Service:
    """Put a service of this entity into the directory; `by` is empty only as in create_entity."""
    if by is not None and not can_manage_services(by, entity):
        raise _refuse()

    service = Service(entity=entity, name=name, service_type=service_type)
    _apply(service, data)
    service.full_clean()
    insert(service)
    audit.record(
        AuditAction.SERVICE_CREATED,
        by=by,
        target=service.pk,
        details={"entity": str(entity.pk), "service_type": service_type},
    )
    return service


@transaction.atomic
def change_service(*, service: Service, by: User, **data: Any) -> Service:
    """Change any of SERVICE_FIELDS; nothing different leaves no trace."""
    locked = Service.objects.select_for_update(of=("self",)).select_related("entity")
    service = locked.get(pk=service.pk)
    if not can_change_service(by, service):
        raise _refuse()

    changed = _apply(service, data)
    service.full_clean()
    service.save()
    if changed:
        audit.record(
            AuditAction.SERVICE_CHANGED, by=by, target=service.pk, details={"fields": changed}
        )
    return service
