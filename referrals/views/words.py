"""What pages say of steps and referrals: labels and tones, ready for the templates."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from core import vocabularies
from core.abilities import Ability
from core.codes import show_code
from entities.models import User
from referrals.enums import TAKEN, ReferralStatus
from referrals.models import Referral, Run
from referrals.selectors.referrals import INBOX_TABS
from referrals.selectors.work import FILTERS, Task

Row = dict[str, object]
_TONES = {
    ReferralStatus.REQUESTED: "warn",
    ReferralStatus.INFORMATION_REQUESTED: "warn",
    ReferralStatus.ACCEPTED: "good",
    ReferralStatus.IN_PROGRESS: "info",
    ReferralStatus.ON_HOLD: "warn",
    ReferralStatus.COMPLETED: "good",
    ReferralStatus.FAILED: "bad",
    ReferralStatus.REJECTED: "bad",
    ReferralStatus.EXPIRED: "bad",
}


def known(show: str) -> str:
    """Return the filter's name for the log; what somebody typed into the address is not kept."""
    return show if show in FILTERS or show in INBOX_TABS else "other"


def tone_of(status: str) -> str:
    """Return the tone of a referral's status."""
    return _TONES.get(ReferralStatus(status), "neutral")


def status_label(status: str) -> str:
    """Return the words of a referral's status in the reader's language."""
    return vocabularies.label("referral_status", status)


def deadline_tag(deadline: str) -> tuple[str, str]:
    """Return words and tone of a deadline's state."""
    return {
        "late": (_("Late"), "bad"),
        "soon": (_("Due soon"), "warn"),
        "later": (_("In time"), "neutral"),
    }.get(deadline, ("", "neutral"))


def task_row(task: Task) -> Row:
    """Return a step of the worklist as a row: the entity's code, words, deadline."""
    label, tone = deadline_tag(task.deadline)
    if task.status == "to_refer":
        label, tone = _("To refer"), "info" if task.deadline != "late" else "bad"
    return {
        "url": reverse(
            "referrals:step", args=[show_code(task.code), task.run_number, task.element]
        ),
        "code": task.code,
        "title": task.title,
        "meta": task.protocol + (" · " + _("For the coordinator") if task.for_coordinator else ""),
        "when": task.due_at,
        "tag_label": label,
        "tag_tone": tone,
    }


def by_deadline(tasks: Iterable[Task]) -> list[tuple[str, list[Row]]]:
    """Return the rows of the list in groups: late, soon, in time, without a deadline."""
    titles = {
        "late": _("Late"),
        "soon": _("Due soon"),
        "later": _("In time"),
        "none": _("Without a deadline"),
    }
    rows: dict[str, list[Row]] = {name: [] for name in titles}
    for task in tasks:
        rows[task.deadline].append(task_row(task))
    return [(titles[name], found) for name, found in rows.items() if found]


def work_tabs(show: str, counts: Mapping[str, int]) -> list[Row]:
    """Return the filters of the worklist with their counts."""
    labels = {
        "all": _("All"),
        "late": _("Late"),
        "soon": _("Due soon"),
        "to_refer": _("To refer"),
        "mine": _("My own cases"),
    }
    return [
        {
            "label": label,
            "url": f"?show={name}",
            "current": name == (show if show in labels else "all"),
            "count": counts.get(name, 0),
        }
        for name, label in labels.items()
    ]


def inbox_tabs(tab: str) -> list[Row]:
    """Return the parts of the inbox."""
    labels = {
        "waiting": _("To answer"),
        "taken": _("Accepted"),
        "closed": _("Closed"),
        "sent": _("Sent by us"),
    }
    return [
        {"label": label, "url": f"?tab={name}", "current": name == tab}
        for name, label in labels.items()
    ]


def referral_rows(referrals: Iterable[Referral], user: User) -> list[Row]:
    """Return referrals as rows: their own code, the other entity, urgency, status."""
    return [_referral_row(referral, user) for referral in referrals]


def _referral_row(referral: Referral, user: User) -> Row:
    sent = referral.referring_entity_id == user.entity_id
    other = referral.receiving_entity if sent else referral.referring_entity
    need = vocabularies.label("service_type", referral.service_type)
    urgency = vocabularies.label("referral_urgency", referral.urgency)
    waiting = referral.status == ReferralStatus.REQUESTED
    asks = referral.status == ReferralStatus.INFORMATION_REQUESTED and sent
    asked = referral.status == ReferralStatus.REQUESTED and not sent
    return {
        "url": reverse("referrals:detail", args=[show_code(referral.code)]),
        "code": referral.code,
        "title": need,
        "meta": " · ".join(
            [_("to %(entity)s") if sent else _("from %(entity)s"), urgency]
        ) % {"entity": other.name},
        "when": referral.respond_by if waiting else referral.sent_at,
        "tag_label": _answers(user, asked, asks) or status_label(referral.status),
        "tag_tone": "neutral" if sent and referral.status in TAKEN else tone_of(referral.status),
    }  # fmt: skip


def _answers(user: User, asked: bool, asks: bool) -> str:  # noqa: FBT001 -- the two sides
    """Return what is to be answered here: an offer by the coordinator, or a question by anybody."""
    if asks:
        return _("They ask you")
    if not asked:
        return ""
    return _("To answer") if user.may(Ability.COORDINATE) else _("For the coordinator")


def end_of(run: Run) -> str:
    """Return why a run ended; one that gave way to a flowchart not yet started says so."""
    if run.end_reason == "superseded" and getattr(run, "to_start", False):
        return _("Another flowchart is to be started by hand")
    return vocabularies.label("run_end_reason", run.end_reason)
