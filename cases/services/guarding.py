"""What a text about a case would give away, asked with what the vault holds of its person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables

from audit.enums import AuditAction, Outcome
from audit.services import record_read
from cases.enums import KeepReason
from cases.guard import NOBODY, Finding, Kind, KnownIdentity, identity_of, scan
from cases.guard.showing import Shown, show
from cases.models import Case
from cases.permissions import can_see, can_see_identity, needs_four_eyes
from entities.models import User
from vault import doors
from vault.exceptions import TooManyQuestions

MOST = 100  # values of one detail of the log


@dataclass(frozen=True)
class About:
    """Who writes, and about which case; none where it is opened only now, or she sees none."""

    by: User
    case: Case | None = None


@dataclass(frozen=True)
class Kept:
    """A finding that stays in a text, and why: what it seemed to be, never the text."""

    field: str
    kind: Kind
    reason: KeepReason


@sensitive_variables()
def find_traces(
    *, texts: Mapping[str, str], about: About, told: KnownIdentity = NOBODY
) -> dict[str, list[Shown]]:
    """Return by text what it gives away, as this person may see it.

    `told` is what the same form says of the person. The vault is asked only for who sees the case:
    to all others its answer would tell whether a name they try is hers. Recorded with counts.
    Call it outside any transaction. Raises TooManyQuestions, AuditUnavailable.
    """
    if _asks_the_vault(about):
        # Asked whatever is found: what it costs must not tell whether the vault agreed.
        may_reveal = _may_reveal(about)
        found = _with_the_vault(texts, about, conceals=not may_reveal)
    else:
        may_reveal = True  # nothing but what she told herself is known here
        found = {name: scan(text, told) for name, text in texts.items()}
    language = (get_language() or "en")[:2]
    return {
        name: show(text, found[name], language=language, may_reveal=may_reveal)
        for name, text in texts.items()
    }


def _asks_the_vault(about: About) -> bool:
    case = about.case
    return case is not None and case.person_id is not None and can_see(about.by, case)


@sensitive_variables()
def _with_the_vault(
    texts: Mapping[str, str], about: About, *, conceals: bool
) -> dict[str, list[Finding]]:
    assert about.case is not None  # noqa: S101 -- asked before
    people = [about.case.person] if about.case.person else []
    try:
        finder = partial(_find, conceals=conceals)
        return doors.scan(texts, people, finder, by=about.by, case=about.case.pk)
    except TooManyQuestions:
        record_read(
            AuditAction.NAMES_SCANNED, by=about.by, case=about.case.pk, outcome=Outcome.REFUSED
        )
        raise


@sensitive_variables()
def _find(text: str, known: Sequence[doors.Opened], *, conceals: bool) -> list[Finding]:
    """Scan for what is known of the person; runs inside the vault's door."""
    return scan(text, identity_of(known[0]) if known else NOBODY, conceals=conceals)


def _may_reveal(about: About) -> bool:
    """Whether the reader may learn that it is her name: where the identity opens to her alone."""
    assert about.case is not None  # noqa: S101 -- asked before
    return can_see_identity(about.by, about.case) and not needs_four_eyes(about.by, about.case)


def record_kept(*, kept: Iterable[Kept], about: About) -> None:
    """Record why soft findings stay: one event a field, with kinds and reasons and no text."""
    by_field: dict[str, list[Kept]] = {}
    for one in kept:
        by_field.setdefault(one.field, []).append(one)
    for field, ones in by_field.items():
        record_read(
            AuditAction.NAMES_KEPT,
            by=about.by,
            case=about.case.pk if about.case else None,
            details={
                "fields": [field],
                "found": [one.kind.value for one in ones][:MOST],
                "why": [one.reason.value for one in ones][:MOST],
            },
        )
