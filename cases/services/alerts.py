"""Looking at many people in a day is told, never stopped: there may be a good reason."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit import services as audit
from audit.counting import how_often
from audit.enums import AuditAction
from core.abilities import Ability
from core.handles import handle_of
from entities.models import User
from entities.selectors import active_people_who_may
from entities.services.roles import lock_user
from notices.enums import NoticeKind
from notices.services import notify
from vault.enums import Tier

_REVEALED = {
    Tier.CONTACT: AuditAction.CONTACT_REVEALED,
    Tier.IDENTITY: AuditAction.IDENTITY_REVEALED,
}
_EXCEEDED = {
    Tier.CONTACT: AuditAction.CONTACTS_EXCEEDED,
    Tier.IDENTITY: AuditAction.IDENTITIES_EXCEEDED,
}


def watch_reveals(*, by: User, tier: Tier) -> None:
    """Tell her coordinators and the auditors when she has opened more than a day's measure.

    Counted from the log, from midnight here; told once a day, person and tier. Call it after the
    reveal was recorded, outside any transaction.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    count = how_often(_REVEALED[tier], by=by, since=midnight)
    if count <= settings.REVEALS_A_DAY[tier]:
        return
    with transaction.atomic():
        lock_user(by)  # two reveals at once tell once
        if how_often(_EXCEEDED[tier], by=by, since=midnight):
            return
        event = audit.record(
            _EXCEEDED[tier], by=by, target=by.pk, details={"tier": tier.value, "count": count}
        )
        account = reverse("entities:person", args=[handle_of(by.pk, entity_id=by.entity_id)])
        notify(NoticeKind.MANY_REVEALS, entity=by.entity, path=account)
        tell_auditors(NoticeKind.MANY_REVEALS, event.pk)


def tell_auditors(kind: NoticeKind, number: int) -> None:
    """Lead every auditor to an event of the log."""
    for auditor in active_people_who_may(Ability.READ_LOG):
        notify(kind, user=auditor, path=reverse("audit:detail", args=[number]))
