"""Free places of a service, kept by its entity in one press."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities.models import Service, User
from entities.permissions import can_change_service


@transaction.atomic
def confirm_places(*, service: Service, free: int, by: User, seen: int | None = None) -> Service:
    """Say how many places are free now; the same number confirms what stood there.

    `seen` is the number she was shown. Raises PermissionRefused, and Conflict where the service
    has no places, fewer than `free`, or where somebody told another number meanwhile.
    """
    locked = Service.objects.select_for_update(of=("self",)).select_related("entity")
    service = locked.get(pk=service.pk)
    if not can_change_service(by, service):
        raise PermissionRefused(
            _("You may not change this entity."), _("Ask an administrator to do it.")
        )
    before = service.places_free
    if before is None or service.places_total is None:
        raise Conflict(
            _("This service has no places to count."), _("Write down how many it has first.")
        )
    if seen is not None and seen != before:
        now = ngettext("%(count)d place is free.", "%(count)d places are free.", before)
        raise Conflict(
            _("Somebody has just told another number.") + " " + now % {"count": before},
            _("Look at it and press again if yours is right."),
        )
    if not 0 <= free <= service.places_total:
        raise Conflict(
            _("More places cannot be free than there are."),
            _("If the service has grown, change its number of places first."),
        )
    service.places_free, service.places_at, service.places_by = free, timezone.now(), by
    service.save(update_fields=["places_free", "places_at", "places_by"])
    audit.record(
        AuditAction.SERVICE_PLACES_CONFIRMED,
        by=by,
        target=service.pk,
        details={"before": before, "free": free, "total": service.places_total},
    )
    return service
