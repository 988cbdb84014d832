"""Writes drafts: begun, changed, undone; a change based on an older state is set aside, not lost."""

import hashlib
import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from protocols.definition import Definition
from protocols.findings import Finding, MalformedProtocol, Severity
from protocols.layout import Picture
from protocols.models import DraftRevision, Protocol, ProtocolVersion
from protocols.parser import parse
from protocols.studio import selectors
from protocols.studio.permissions import can_change_draft, can_make_drafts
from protocols.tryout.selectors import Tried, examples_like, run_examples
from protocols.tryout.services import keep_examples
from protocols.writer import write

MAX_REVISIONS = 100
CODE = re.compile(r"[A-Za-z0-9_]{1,64}")
COUNTRY = re.compile(r"([A-Z]{2})?")


@dataclass(frozen=True)
class Saved:
    """What became of a change: the draft as it is now, and the number under which it was set aside.

    `tried` is how its example cases came out, now that it is saved.
    """

    version: ProtocolVersion
    aside: int | None = None
    tried: tuple[Tried, ...] = ()

    @property
    def failing(self) -> int:
        """How many example cases take another path than expected."""
        return sum(not one.outcome.holds for one in self.tried)


@transaction.atomic
def create_draft(
    *, xml: bytes, source: str, by: User, like: ProtocolVersion | None = None
) -> ProtocolVersion:
    """Begin a draft with a file: the next version of its protocol, or the first of a new one.

    `source` says where the file is from: nothing, version, file or aside. It inherits the example
    cases of the version `like`, else of the newest one. MalformedProtocol for a file outside the
    subset.
    """
    if not can_make_drafts(by):
        raise PermissionRefused(_("You may not make drafts."))
    definition = parse(xml)
    _check_code(definition)
    protocol, _created = Protocol.objects.get_or_create(
        code=definition.code, country=definition.country
    )
    protocol = Protocol.objects.select_for_update().get(pk=protocol.pk)
    newest = protocol.versions.order_by("-number").defer("xml").first()
    version = ProtocolVersion(protocol=protocol, number=newest.number + 1 if newest else 1)
    _set_file(version, xml)
    version.save()
    version.authors.add(by)
    if before := like or newest:
        keep_examples(version=version, examples=examples_like(before), by=by)
    _note(AuditAction.DRAFT_CREATED, version, by, source=source)
    return version


@transaction.atomic
def save_draft(
    *,
    version: ProtocolVersion,
    definition: Definition,
    picture: Picture | None = None,
    based_on: int,
    by: User,
) -> Saved:
    """Let a draft be this flowchart, which was made from its state `based_on`.

    When somebody else has changed it since, what is saved is set aside and the draft stays.
    MalformedProtocol when it could not be read again; nothing is saved then.
    """
    locked = _lock(version, by)
    if (definition.code, definition.country) != (locked.protocol.code, locked.protocol.country):
        raise _malformed(_("The code and the country of a flowchart never change."))
    xml = write(definition, picture=picture)
    parse(xml)
    if xml == bytes(locked.xml):
        return Saved(locked, tried=tuple(run_examples(locked, definition)))
    if locked.revision != based_on:
        kept = _keep(locked, xml, before=based_on, by=by, is_aside=True)
        _note(AuditAction.DRAFT_SET_ASIDE, locked, by, revision=kept.number)
        return Saved(locked, aside=kept.number)
    if not locked.revisions.filter(number=locked.revision).exists():
        DraftRevision(version=locked, number=locked.revision, xml=bytes(locked.xml)).save()
    kept = _keep(locked, xml, before=based_on, by=by)
    _stand_at(locked, kept)
    _note(AuditAction.DRAFT_CHANGED, locked, by, revision=kept.number)
    return Saved(locked, tried=tuple(run_examples(locked, definition)))


def undo_change(*, version: ProtocolVersion, based_on: int, by: User) -> ProtocolVersion:
    """Put a draft back to the state before its last change; Conflict when none is kept."""
    return _revert(version, based_on, by, back=True)


def redo_change(*, version: ProtocolVersion, based_on: int, by: User) -> ProtocolVersion:
    """Take back what was undone last; Conflict when nothing was."""
    return _revert(version, based_on, by, back=False)


@transaction.atomic
def _revert(version: ProtocolVersion, based_on: int, by: User, *, back: bool) -> ProtocolVersion:
    locked = _lock(version, by)
    if locked.revision != based_on:
        raise Conflict(
            _("Somebody else has changed this draft meanwhile."),
            _("Look at how it stands now, then undo what you want to undo."),
        )
    find = selectors.state_before if back else selectors.state_after
    target = find(locked)
    if target is None:
        raise Conflict(_("There is nothing left to undo or to redo."))
    _stand_at(locked, target)
    _note(AuditAction.DRAFT_REVERTED, locked, by, revision=target.number)
    return locked


@transaction.atomic
def keep_aside(*, version: ProtocolVersion, number: int, by: User) -> ProtocolVersion:
    """Make a draft of its own from what was set aside."""
    locked = _lock(version, by)
    revision = selectors.aside_for(by, locked, number)
    made = create_draft(xml=bytes(revision.xml), source="aside", by=by, like=locked)
    revision.delete()
    return made


@transaction.atomic
def discard_aside(*, version: ProtocolVersion, number: int, by: User) -> None:
    """Give up what was set aside: the draft stays as others left it."""
    locked = _lock(version, by)
    selectors.aside_for(by, locked, number).delete()
    _note(AuditAction.DRAFT_DISCARDED, locked, by, revision=number)


@transaction.atomic
def remove_draft(*, version: ProtocolVersion, by: User) -> None:
    """Remove a draft with all that was kept of it; its protocol too, when nothing else is left of it.

    Conflict when people were asked about it: what they answered stays.
    """
    locked = _lock(version, by)
    if selectors.was_consulted(locked):
        raise Conflict(
            _("People were asked about this draft: it stays, with what they answered."),
            _("Make a new draft and change that; this one need not be published."),
        )
    _note(AuditAction.DRAFT_REMOVED, locked, by, sha256=locked.sha256)
    protocol = locked.protocol
    locked.delete()
    if not protocol.versions.exists():
        protocol.delete()


def _lock(version: ProtocolVersion, by: User) -> ProtocolVersion:
    rows = ProtocolVersion.objects.select_related("protocol").select_for_update(of=("self",))
    locked = rows.get(pk=version.pk)
    if not can_make_drafts(by):
        raise PermissionRefused(_("You may not change drafts."))
    if not can_change_draft(by, locked):
        raise Conflict(
            _("A published flowchart never changes."),
            _("Make a new draft from it, and change that."),
        )
    return locked


def _keep(
    version: ProtocolVersion, xml: bytes, *, before: int, by: User, is_aside: bool = False
) -> DraftRevision:
    """Keep a state of a draft, and no more than so many; what was set aside waits outside of them."""
    revision = DraftRevision(
        version=version,
        number=selectors.newest_number(version) + 1,
        before=before,
        xml=xml,
        is_aside=is_aside,
        saved_by=by,
    )
    revision.save()
    version.authors.add(by)
    kept = version.revisions.filter(is_aside=is_aside).order_by("-number")
    oldest = kept.values_list("number", flat=True)[MAX_REVISIONS : MAX_REVISIONS + 1].first()
    if oldest is not None:
        kept.filter(number__lte=oldest).exclude(number=version.revision).delete()
    return revision


def _stand_at(version: ProtocolVersion, revision: DraftRevision) -> None:
    _set_file(version, bytes(revision.xml))
    version.revision = revision.number
    version.save(update_fields=["xml", "sha256", "revision"])


def _set_file(version: ProtocolVersion, xml: bytes) -> None:
    version.xml, version.sha256 = xml, hashlib.sha256(xml).hexdigest()


def _note(action: AuditAction, version: ProtocolVersion, by: User, **more: str | int) -> None:
    details = {"protocol": version.protocol.slug, "number": version.number, **more}
    record(action, by=by, target=version.pk, details=details)


def _check_code(definition: Definition) -> None:
    if not CODE.fullmatch(definition.code) or not COUNTRY.fullmatch(definition.country):
        raise _malformed(
            _("Its code needs letters, digits and “_” (ref:code), its country two capitals.")
        )


def _malformed(message: str) -> MalformedProtocol:
    return MalformedProtocol([Finding("bad_value", Severity.ERROR, "", message)])
