"""Plans for running cases: made, changed, and helped along by suggestions."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from protocols.enums import VersionStatus
from protocols.migration.plans import Plan, doubled, fitting
from protocols.migration.suggestions import Suggestion
from protocols.models import Protocol, ProtocolVersion
from protocols.selectors import definition_of
from referrals.models import MigrationPlan
from referrals.permissions import can_migrate
from referrals.workflow import MIGRATION


@transaction.atomic
def make_plan(*, source: ProtocolVersion, target: ProtocolVersion, by: User) -> MigrationPlan:
    """Begin a plan in which every element keeps its id.

    Conflict unless `target` is a later published version of the same flowchart.
    """
    if not can_migrate(by, source):
        raise PermissionRefused(_("You may not let running cases go over."))
    Protocol.objects.select_for_update().get(pk=source.protocol_id)
    published = {source.status, target.status} <= {VersionStatus.CURRENT, VersionStatus.RETIRED}
    is_later = source.protocol_id == target.protocol_id and target.number > source.number
    if not (published and is_later):
        raise Conflict(
            _("Running cases go over to a later published version of the same flowchart only."),
            _("Publish the new version first."),
        )
    last = MigrationPlan.objects.filter(source=source).aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    plan = MigrationPlan(
        source=source,
        target=target,
        number=last + 1,
        content=Plan().to_json(),
        made_at=now,
        made_by=by,
        changed_at=now,
        changed_by=by,
    )
    plan.save(force_insert=True)
    audit.record(
        AuditAction.MIGRATION_PLANNED,
        by=by,
        target=plan.pk,
        details={"number": plan.number, "from": source.number, "to": target.number},
    )
    return plan


@transaction.atomic
def change_plan(*, plan: MigrationPlan, content: Plan, recounts: bool, by: User) -> MigrationPlan:
    """Keep another plan; Conflict while runs go over, or when two elements would become one."""
    locked = _lock(plan, by)
    old, new = definition_of(locked.source), definition_of(locked.target)
    fitted = fitting(old, new, content)
    if doubled(old, fitted):
        raise Conflict(
            _("Two elements of the old version would become one."),
            _("Send each of them to a place of its own."),
        )
    locked.recounts = recounts
    return _keep(locked, fitted, by)


@transaction.atomic
def take_suggestion(*, plan: MigrationPlan, suggestion: Suggestion, by: User) -> MigrationPlan:
    """Add a suggestion to a plan; the same again changes nothing."""
    locked = _lock(plan, by)
    old, new = definition_of(locked.source), definition_of(locked.target)
    content = fitting(old, new, suggestion.applied(Plan.from_json(locked.content)))
    return _keep(locked, content, by)


def _lock(plan: MigrationPlan, by: User) -> MigrationPlan:
    locked = (
        MigrationPlan.objects.select_for_update(of=("self",))
        .select_related("source", "target")
        .defer("source__xml", "target__xml")
        .get(pk=plan.pk)
    )
    # What may not be started may not be changed.
    MIGRATION["start"].check(locked, by)
    return locked


def _keep(plan: MigrationPlan, content: Plan, by: User) -> MigrationPlan:
    plan.content = content.to_json()
    plan.changed_at, plan.changed_by = timezone.now(), by
    plan.save(update_fields=["content", "recounts", "changed_at", "changed_by"])
    audit.record(
        AuditAction.MIGRATION_CHANGED, by=by, target=plan.pk, details={"number": plan.number}
    )
    return plan
