"""What she must avoid: recorded by whoever works the case, ended when it no longer holds."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.models import Avoidance, Case
from cases.selectors.avoidances import avoidances_shown_to
from cases.services.writing import lock, lock_living_case
from core import vocabularies
from core.exceptions import Conflict, NotVisible
from entities.models import Entity, User


@transaction.atomic
def record_avoidance(
    *,
    case: Case,
    kind: str,
    by: User,
    entity: Entity | None = None,
    territory: str = "",
    words: str = "",
) -> Avoidance:
    """Record an entity, a zone, a worker or an interpreter she must avoid.

    A worker is known by the entity where she works; her account is referred to where `words` is
    its name. Raises PermissionRefused, Conflict when the case is closed or she sees the same there,
    ValueError for a kind that does not exist.
    """
    if kind not in vocabularies.codes("avoid_kind"):
        raise ValueError(f"{kind!r} is not in the vocabulary 'avoid_kind'.")
    locked = lock_living_case(case, by)
    place = entity if kind in {"entity", "worker"} else None
    zone = territory if kind == "zone" else ""
    # Asked of what she may read alone: "already there" would tell an entity that it is avoided.
    standing = avoidances_shown_to(by, locked).filter(
        kind=kind, avoided_entity=place, territory=zone
    )
    if kind in {"entity", "zone"} and standing.exists():
        raise Conflict(_("This is on her list already."))
    row = Avoidance.objects.create(
        case=locked,
        kind=kind,
        avoided_entity=place,
        worker=_worker(place, words) if kind == "worker" else None,
        territory=zone,
        words=words.strip(),
        recorded_by=by,
    )
    audit.record(AuditAction.AVOIDANCE_RECORDED, by=by, case=locked.pk, target=row.pk)
    return row


def _worker(entity: Entity | None, name: str) -> User | None:
    found = User.objects.filter(entity=entity, name__iexact=name.strip(), is_active=True)
    return found.first() if found.count() == 1 else None


@transaction.atomic
def end_avoidance(*, row: Avoidance, by: User) -> Avoidance:
    """Take it off her list.

    Raises PermissionRefused, NotVisible for what others wrote, Conflict when it was before.
    """
    case = lock_living_case(row.case, by)
    locked = lock(row)
    if locked.ended_at is not None:
        raise Conflict(_("This was taken off her list before."))
    if not avoidances_shown_to(by, case).filter(pk=locked.pk).exists():
        raise NotVisible
    locked.ended_at, locked.ended_by = timezone.now(), by
    locked.save(update_fields=["ended_at", "ended_by"])
    audit.record(AuditAction.AVOIDANCE_ENDED, by=by, case=case.pk, target=locked.pk)
    return locked
