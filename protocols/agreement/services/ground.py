"""What the services of this room share: locks, refusals, the line in the log, who is told."""

from django.urls import reverse
from django.utils.translation import gettext as _

from audit.body import Detail
from audit.enums import AuditAction
from audit.services import record
from core.abilities import Ability
from core.exceptions import Conflict, PermissionRefused
from core.ports import Actor
from entities.models import User
from entities.selectors import active_people_who_may
from notices.enums import MailKind, NoticeKind
from notices.services import tell_each
from protocols.agreement.permissions import can_consult
from protocols.enums import VersionStatus
from protocols.models import Consultation, ProtocolVersion
from protocols.services import lock_version


def lock_draft(version: ProtocolVersion, by: User) -> ProtocolVersion:
    """Return the draft, locked, for somebody who may consult on it."""
    if not can_consult(by):
        raise PermissionRefused(_("You may not ask others about flowcharts."))
    locked = lock_version(version)
    if locked.status != VersionStatus.DRAFT:
        raise Conflict(
            _("This version is published: it was agreed as it stands."),
            _("Make a new draft from it, and ask about that."),
        )
    return locked


def lock_consultation(consultation: Consultation) -> Consultation:
    """Return the consultation with its version, locked."""
    rows = Consultation.objects.select_related("version__protocol").select_for_update(of=("self",))
    return rows.get(pk=consultation.pk)


def agreement_path(version: ProtocolVersion) -> str:
    """Return the address of the page about the agreement of a version."""
    return reverse("protocols:agreement", args=[version.protocol.slug, version.number])


def note(action: AuditAction, version: ProtocolVersion, by: Actor | None, **more: Detail) -> None:
    """Write to the log what was done about a version."""
    details = {"protocol": version.protocol.slug, "number": version.number, **more}
    record(action, by=by, target=version.pk, details=details)


def tell_managers(kind: NoticeKind, version: ProtocolVersion) -> None:
    """Tell everybody who manages flowcharts to look at the agreement of a version."""
    path = agreement_path(version)
    people = active_people_who_may(Ability.MANAGE_PROTOCOLS).values_list("pk", flat=True)
    tell_each(kind, dict.fromkeys(people, path), mail=MailKind.NOTICE)
