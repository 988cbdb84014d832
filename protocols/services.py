"""Writes protocols: drafts from files, publishing, the library."""

import hashlib
from datetime import date
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from protocols.checker import check, is_sound
from protocols.enums import VersionStatus
from protocols.models import Protocol, ProtocolVersion
from protocols.parser import parse
from protocols.tryout.examples import read_examples
from protocols.tryout.selectors import run_examples
from protocols.tryout.services import keep_examples
from protocols.workflow import VERSION

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
    if by is not None:
        version.authors.add(by)
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
    """Put a sound draft in force at once, agreed by nobody: for the demo and tests alone.

    What services agree on goes through `agreement.services.approve_version`. Conflict when it is
    no draft, the checker finds an error or an example case fails.
    """
    locked = lock_version(version)
    today = timezone.localdate()
    approve(version=locked, in_force_from=in_force_from or today, review_on=None, by=by)
    return put_in_force(version=locked, by=by)


def lock_version(version: ProtocolVersion) -> ProtocolVersion:
    """Return the version with its protocol, locked: one at a time changes what is in force."""
    Protocol.objects.select_for_update().get(pk=version.protocol_id)
    rows = ProtocolVersion.objects.select_related("protocol").select_for_update(of=("self",))
    return rows.get(pk=version.pk)


def approve(
    *, version: ProtocolVersion, in_force_from: date, review_on: date | None, by: User
) -> None:
    """Freeze a locked draft that is sound and holds its example cases; else Conflict."""
    step = VERSION["approve"]
    step.check(version, by)
    if not is_sound(check(parse(bytes(version.xml)))):
        raise Conflict(
            _("This flowchart has errors and cannot be published."),
            _("Correct what the checker found, then publish it."),
        )
    _check_examples(version)
    version.status = step.target
    version.published_at, version.published_by = timezone.now(), by
    version.in_force_from, version.review_on = in_force_from, review_on
    version.save(
        update_fields=["status", "published_at", "published_by", "in_force_from", "review_on"]
    )
    record(
        AuditAction(step.event),
        by=by,
        target=version.pk,
        details={
            "number": version.number,
            "sha256": version.sha256,
            "in_force_from": in_force_from.isoformat(),
            "review_on": review_on.isoformat() if review_on else None,
        },
    )


def put_in_force(*, version: ProtocolVersion, by: User | None) -> ProtocolVersion:
    """Put a locked version in force that was agreed; the one before it is retired, its runs go on.

    `by` is None when its day has come.
    """
    step = VERSION["come into force"]
    step.check(version, by)
    current = version.protocol.versions.select_for_update().filter(status=VersionStatus.CURRENT)
    if before := current.first():
        retire(version=before, move="be followed", by=by)
    version.status = step.target
    version.save(update_fields=["status"])
    record(
        AuditAction(step.event),
        by=by,
        target=version.pk,
        details={"number": version.number, "sha256": version.sha256},
    )
    return version


def retire(*, version: ProtocolVersion, move: str, by: User | None) -> None:
    """Retire a locked version: another follows it, or it is given up before its day."""
    step = VERSION[move]
    step.check(version, by)
    version.status = step.target
    version.save(update_fields=["status"])
    record(AuditAction(step.event), by=by, target=version.pk, details={"number": version.number})


def _check_examples(version: ProtocolVersion) -> None:
    failing = [tried.number for tried in run_examples(version) if not tried.outcome.holds]
    if failing:
        numbers = ", ".join(map(str, failing))
        raise Conflict(
            _("Example cases take another path than the one expected: %(numbers)s.")
            % {"numbers": numbers},
            _("Correct the flowchart or these example cases, then publish it."),
        )


def load_library(*, by: User | None = None, publish: bool = False) -> list[ProtocolVersion]:
    """Load the files of `protocols/library`; doing it again adds nothing.

    They stay drafts, for the services to agree on; with `publish` `by` puts them in force at once,
    agreed by nobody: PermissionRefused outside the demo.
    """
    if publish and not settings.DEMO:
        raise PermissionRefused(_("Only a demo publishes flowcharts that nobody has agreed on."))
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
