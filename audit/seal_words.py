"""Says in words how far the log is sealed, and what proves a single event."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.columns import first_differing
from audit.models import Event
from audit.seals import Proof, SealState, proof_of

SEAL_LATE = timedelta(minutes=1)
WITNESS_LATE = timedelta(days=1)

PROBLEMS = {
    "key-missing": gettext_lazy("The key that signs the log is missing or cannot be read."),
    "key-changed": gettext_lazy("The key that signs the log is not the one that signed so far."),
    "tree-damaged": gettext_lazy("What was sealed was altered in the database."),
    "copy-ahead": gettext_lazy(
        "The copy of the log knows events that the database lacks: an older backup was restored, "
        "or somebody removed them."
    ),
    "copy-damaged": gettext_lazy("The copy of the log was shortened."),
    "copy-unwritable": gettext_lazy("The copy of the log cannot be written."),
}


@dataclass(frozen=True)
class Line:
    """A note on the page: what it says and in which tone."""

    title: str
    text: str
    tone: str


@dataclass(frozen=True)
class ProofSheet:
    """What proves an event: in words, and to check it by hand."""

    line: Line
    note: str
    hashes: list[str]


def ago(span: timedelta) -> str:
    """Return how long ago something was, in its biggest unit: “5 minutes ago”."""
    seconds = max(0, int(span.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if hours:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    if minutes:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    return ngettext("%(n)d second ago", "%(n)d seconds ago", seconds) % {"n": seconds}


def _is_late(moment: datetime | None, now: datetime, limit: timedelta) -> bool:
    return moment is None or now - moment > limit


def seal_line(state: SealState, now: datetime) -> Line:
    """Say when the log was last sealed; red when it is late or the sequencer stopped."""
    waits_long = state.waiting_since is not None and now - state.waiting_since > SEAL_LATE
    late = bool(state.problem) or waits_long or _is_late(state.sealed_at, now, SEAL_LATE)
    if state.sealed_at is None:
        title = _("Never sealed")
    else:
        title = _("Sealed %(ago)s") % {"ago": ago(now - state.sealed_at)}
    if not late:
        return Line(title, _("Every event up to then has its place in the signed tree."), "good")
    text = str(PROBLEMS.get(state.problem, "")) or _("The sequencer is not running.")
    advice = _("Late: later changes to the log could go unnoticed. Tell the administrator.")
    return Line(title, f"{text} {advice}", "bad")


def witness_line(state: SealState, now: datetime) -> Line:
    """Say when a witness last kept a checkpoint; red when it is late."""
    if state.witnessed_at is None:
        title = _("Never witnessed")
    else:
        title = _("Witnessed %(ago)s") % {"ago": ago(now - state.witnessed_at)}
    if not _is_late(state.witnessed_at, now, WITNESS_LATE):
        return Line(title, _("An auditor keeps the proof outside this installation."), "good")
    text = _(
        "Late: only a checkpoint kept outside shows that the end of the log was cut off or an old "
        "backup put in its place. Run audit_witness."
    )
    return Line(title, text, "bad")


def seal_lines(state: SealState, *, now: datetime, vendor: str) -> list[Line]:
    """Return what stands at the top of the log; `vendor` is the kind of database."""
    lines = [seal_line(state, now), witness_line(state, now)]
    if vendor == "sqlite":
        text = _(
            "This log lies in a SQLite file. Whoever can write that file gets past the database's "
            "protection; only the checkpoints a witness keeps outside prove that nothing changed."
        )
        lines.append(Line(_("A weaker promise"), text, "info"))
    return lines


def _proof_line(event: Event, proof: Proof | None) -> Line:
    if proof is None:
        text = _("This event waits for the sequencer, which comes every few seconds.")
        return Line(_("Not sealed yet"), text, "neutral")
    differing = first_differing([event])
    if not proof.is_proved or differing:
        text = _("What is stored of this event is not what was sealed. Export and verify the log.")
        return Line(_("Altered"), text, "bad")
    text = _(
        "This event is number %(number)d of the tree. %(count)d hashes lead from it to the signed "
        "checkpoint over %(size)d events: it is stored as it was written."
    ) % {"number": proof.number + 1, "count": len(proof.hashes), "size": proof.size}
    return Line(_("Sealed and proved"), text, "good")


def proof_sheet(event: Event) -> ProofSheet:
    """Return what proves this event, in words and as it can be checked by hand."""
    proof = proof_of(event)
    return ProofSheet(
        line=_proof_line(event, proof),
        note=proof.note if proof else "",
        hashes=[one.hex() for one in proof.hashes] if proof else [],
    )
