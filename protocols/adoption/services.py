"""Writes who adopts a version: rows are ended, never changed or deleted."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record
from core.exceptions import Conflict, PermissionRefused
from entities.models import Service, User
from notices.enums import NoticeKind
from notices.services import notify
from protocols.adoption import selectors
from protocols.adoption.permissions import NOT_ADOPTED, can_adopt
from protocols.elements import Lane
from protocols.models import Adoption, ProtocolVersion
from protocols.selectors import definition_of


def ask_entities(version: ProtocolVersion) -> int:
    """Tell the coordinators of every entity that stands in a lane to adopt the version.

    Call it once, in the transaction that publishes. Returns how many entities were told.
    """
    asked = selectors.entities_to_ask(definition_of(version))
    path = reverse("protocols:adoption", args=[version.protocol.slug, version.number])
    for entity in asked:
        notify(NoticeKind.PROTOCOL_TO_ADOPT, path=path, entity=entity)
    return len(asked)


@transaction.atomic
def adopt_lane(
    *,
    version: ProtocolVersion,
    lane: Lane,
    service: Service,
    telephone: str,
    email: str,
    by: User,
) -> Adoption:
    """Adopt a lane for the entity of `by`, or change what it had named.

    Conflict for a version that cannot be adopted (any more), for a service that is not an active
    one of her entity, and without a contact. The same answer again changes nothing.
    """
    locked = _locked(version, by)
    named = selectors.services_of(by.entity).filter(pk=service.pk).first()
    if named is None or not (telephone or email):
        raise Conflict(
            _("Name an active service of your entity and a contact on duty."),
            _("Look at how it stands now; nothing of yours was lost."),
        )
    lane = selectors.lane_for(locked, by.entity, lane.id)
    standing = selectors.adoption_of(locked, by.entity, lane)
    if standing is not None:
        if (standing.service, standing.telephone, standing.email) == (named, telephone, email):
            return standing
        _end(standing, by)
    adoption = Adoption(
        version=locked,
        lane=lane.id,
        entity=by.entity,
        service=named,
        telephone=telephone,
        email=email,
        adopted_at=timezone.now(),
        adopted_by=by,
    )
    adoption.save(force_insert=True)
    _record(AuditAction.PROTOCOL_ADOPTED, adoption, by)
    return adoption


@transaction.atomic
def withdraw_adoption(*, version: ProtocolVersion, lane: Lane, by: User) -> Adoption:
    """Take back that the entity of `by` adopts a lane; Conflict when it does not."""
    locked = _locked(version, by)
    standing = selectors.adoption_of(locked, by.entity, lane)
    if standing is None:
        raise Conflict(
            _("Your entity has not adopted this part, or has taken it back already."),
            _("Look at how it stands now; nothing of yours was lost."),
        )
    _end(standing, by)
    _record(AuditAction.PROTOCOL_ADOPTION_ENDED, standing, by)
    return standing


def _locked(version: ProtocolVersion, by: User) -> ProtocolVersion:
    """Lock the version, on which all who adopt it wait for each other."""
    locked = (
        ProtocolVersion.objects.select_for_update(of=("self",))
        .select_related("protocol")
        .defer("xml")
        .get(pk=version.pk)
    )
    if locked.status in NOT_ADOPTED:
        raise Conflict(
            _("Only a flowchart that is agreed and not retired can be adopted."),
            _("Look for the version that is in force now."),
        )
    if not can_adopt(by, locked):
        raise PermissionRefused(
            _("Only a coordinator adopts a flowchart for her entity."), _("Ask your coordinator.")
        )
    return locked


def _end(adoption: Adoption, by: User) -> None:
    adoption.ended_at, adoption.ended_by = timezone.now(), by
    adoption.save(update_fields=["ended_at", "ended_by"])


def _record(action: AuditAction, adoption: Adoption, by: User) -> None:
    record(
        action,
        by=by,
        target=adoption.version_id,
        details={"lane": adoption.lane, "service": str(adoption.service_id)},
    )
