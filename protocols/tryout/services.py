"""Writes the example cases of drafts."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record
from core.abilities import Ability
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from protocols.models import ExampleCase, ProtocolVersion
from protocols.tryout import selectors
from protocols.tryout.examples import Example
from protocols.tryout.permissions import can_change_examples

MAX_EXAMPLES = 50


@transaction.atomic
def add_example(*, version: ProtocolVersion, example: Example, by: User) -> ExampleCase:
    """Add an example case to a draft; it may fail, until the flowchart is as it should be."""
    locked = _lock(version, by)
    number = selectors.newest_number(locked) + 1
    if selectors.examples_of(locked).count() >= MAX_EXAMPLES:
        raise Conflict(
            _("A flowchart has at most %(most)d example cases.") % {"most": MAX_EXAMPLES},
            _("Remove one that tells nothing new, then add this one."),
        )
    row = ExampleCase(version=locked, number=number, content=example.to_json(), saved_by=by)
    row.save()
    _note(AuditAction.EXAMPLE_ADDED, row, by)
    return row


@transaction.atomic
def change_example(
    *, version: ProtocolVersion, number: int, example: Example, by: User
) -> ExampleCase:
    """Let an example case of a draft be this one."""
    row = selectors.example_for(_lock(version, by), number)
    row.content, row.saved_by = example.to_json(), by
    row.save(update_fields=["content", "saved_by", "saved_at"])
    _note(AuditAction.EXAMPLE_CHANGED, row, by)
    return row


@transaction.atomic
def remove_example(*, version: ProtocolVersion, number: int, by: User) -> None:
    """Take an example case out of a draft; its number is not given again while others follow."""
    row = selectors.example_for(_lock(version, by), number)
    _note(AuditAction.EXAMPLE_REMOVED, row, by)
    row.delete()


def keep_examples(
    *, version: ProtocolVersion, examples: Iterable[Example], by: User | None
) -> None:
    """Give a new draft the example cases that came with its file, or those of the version before."""
    for number, example in enumerate(examples, start=selectors.newest_number(version) + 1):
        ExampleCase(version=version, number=number, content=example.to_json(), saved_by=by).save()


def _lock(version: ProtocolVersion, by: User) -> ProtocolVersion:
    locked = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
    check_may_change(version=locked, by=by)
    return locked


def check_may_change(*, version: ProtocolVersion, by: User) -> None:
    """Raise PermissionRefused for who may not, Conflict for a version that is no draft any more."""
    if not by.may(Ability.MANAGE_PROTOCOLS):
        raise PermissionRefused(_("You may not change example cases."))
    if not can_change_examples(by, version):
        raise Conflict(
            _("The example cases of a published flowchart never change."),
            _("Make a new draft from it, and change those."),
        )


def _note(action: AuditAction, row: ExampleCase, by: User) -> None:
    record(action, by=by, target=row.version_id, details={"number": row.number})
