"""Writes protocols: drafts from files, publishing, the library."""

import hashlib
from datetime import date
from pathlib import Path
from uuid import UUID

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record
from core.exceptions import Conflict
from entities.models import User
from protocols.checker import check, is_sound
from protocols.enums import VersionStatus
from protocols.models import Protocol, ProtocolVersion
from protocols.parser import parse
from protocols.tryout.examples import read_examples
from protocols.tryout.selectors import run_examples
from protocols.tryout.services import keep_examples
from protocols.workflow import PUBLISH, RETIRE

LIBRARY = Path(__file__).parent / "library"


@transaction.atomic
def add_draft(*, xml: bytes, by: User | None) -> ProtocolVersion:
    """Store a file as the next draft of its protocol; the same file again gives what is there.

    Raises MalformedProtocol for a file outside the subset. `by` is None for the library.
    """
    definition = parse(xml)
    protocol, _created = Protocol.objects.get_or_create(
        code=definition.code, country=definition.country
    )
    Protocol.objects.select_for_update().get(pk=protocol.pk)
    sha256 = hashlib.sha256(xml).hexdigest()
    versions = ProtocolVersion.objects.filter(protocol=protocol)
    if known := versions.filter(sha256=sha256).first():
        return known
    newest = versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = ProtocolVersion(protocol=protocol, number=newest + 1, xml=xml, sha256=sha256)
    version.save()
    record(
        AuditAction.PROTOCOL_LOADED,
        by=by,
        target=version.pk,
        details={"protocol": protocol.slug, "number": version.number, "sha256": sha256},
    )
    return version


@transaction.atomic
def publish_version(
    *, version: ProtocolVersion, by: User, in_force_from: date | None = None
) -> ProtocolVersion:
    """Put a sound draft in force; the version in force before it is retired, its runs go on.

    Conflict when it is no draft or the checker finds an error.
    """
    Protocol.objects.select_for_update().get(pk=version.protocol_id)
    locked = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
    PUBLISH.check(locked, by)
    if not is_sound(check(parse(bytes(locked.xml)))):
        raise Conflict(
            _("This flowchart has errors and cannot be published."),
            _("Correct what the checker found, then publish it."),
        )
    _check_examples(locked)
    _retire_current(locked.protocol_id, by)
    now = timezone.now()
    locked.status = PUBLISH.target
    locked.published_at, locked.published_by = now, by
    locked.in_force_from = in_force_from or timezone.localdate(now)
    locked.save(update_fields=["status", "published_at", "published_by", "in_force_from"])
    record(
        AuditAction(PUBLISH.event),
        by=by,
        target=locked.pk,
        details={"number": locked.number, "sha256": locked.sha256},
    )
    return locked


def _check_examples(version: ProtocolVersion) -> None:
    failing = [tried.number for tried in run_examples(version) if not tried.outcome.holds]
    if failing:
        numbers = ", ".join(map(str, failing))
        raise Conflict(
            _("Example cases take another path than the one expected: %(numbers)s.")
            % {"numbers": numbers},
            _("Correct the flowchart or these example cases, then publish it."),
        )


def _retire_current(protocol_id: UUID, by: User) -> None:
    current = (
        ProtocolVersion.objects.select_for_update()
        .filter(protocol_id=protocol_id, status=VersionStatus.CURRENT)
        .first()
    )
    if current is not None:
        RETIRE.check(current, by)
        current.status = RETIRE.target
        current.save(update_fields=["status"])
        record(
            AuditAction(RETIRE.event), by=by, target=current.pk, details={"number": current.number}
        )


def load_library(*, by: User | None = None, publish: bool = False) -> list[ProtocolVersion]:
    """Load the files of `protocols/library`; doing it again adds nothing.

    They stay drafts, for the services to agree on; with `publish` (the demo) `by` puts them in
    force at once.
    """
    loaded: list[ProtocolVersion] = []
    for path in sorted(LIBRARY.glob("*.bpmn")):
        version = add_draft(xml=path.read_bytes(), by=by)
        beside = path.with_suffix(".examples.yaml")
        if (
            beside.exists()
            and version.status == VersionStatus.DRAFT
            and not version.examples.exists()
        ):
            examples = read_examples(yaml.safe_load(beside.read_text(encoding="utf-8")))
            keep_examples(version=version, examples=examples, by=by)
        if publish and by is not None and version.status == VersionStatus.DRAFT:
            version = publish_version(version=version, by=by)
        loaded.append(version)
    return loaded
