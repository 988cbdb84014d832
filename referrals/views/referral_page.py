"""What the page of a referral holds, for each side and stage."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.enums import Stage
from cases.permissions import can_see
from cases.selectors import codes_for, kept_for
from core import vocabularies
from core.codes import show_code
from core.exceptions import NotVisible
from entities.models import User
from referrals.enums import OFFERED, TAKEN, CancelReason, ReferralStatus
from referrals.models import Referral
from referrals.selectors import consents, referrals
from referrals.selectors.steps import sees_step, waiting_step
from referrals.services.recipients import is_agreed
from referrals.views import words
from referrals.views.acts import ACTS, possible


def page_of(referral: Referral, user: User) -> dict[str, Any]:
    """Return the context of the page; call it after the reading was recorded.

    The owner of a run sees how referrals between others stand, not what the two sides wrote.
    A draft is offered to be sent only when nothing that she has to agree to is missing.
    """
    is_draft = referral.status == ReferralStatus.DRAFT
    stands = _consents(referral) if is_draft else []
    ready = all(given for _label, given in stands)
    names = [name for name in possible(user, referral) if name != "send" or ready]
    receives = referral.receiving_entity_id == user.entity_id
    is_side = receives or referral.referring_entity_id == user.entity_id
    opens = not receives or referral.status in OFFERED | TAKEN
    return {
        "referral": referral,
        "receives": receives,
        "status": words.status_label(referral.status),
        "tone": words.tone_of(referral.status),
        "facts": [(_fact_name(name), value) for name, value in _facts(referral)] if opens else [],
        "fit": _fit(referral) if receives and referral.status in OFFERED else [],
        "stages": [] if receives else _stages(referral),
        "unagreed": is_draft and is_side and not is_agreed(referral.service, referral.parts, user),
        "stands": stands,
        "messages_between": referrals.messages_of(referral) if is_side and opens else [],
        "why": referral.status_reason if is_side else "",
        "basis_reason": referral.basis_reason if not receives and is_side else "",
        "events": _events(referral),
        **_ways(referral, user),
        "acts": [_button(referral, name) for name in names],
        "ending": _ending(referral),
        "next": _next(referral) if not receives else "",
    }


def _facts(referral: Referral) -> list[tuple[str, str]]:
    answers = {"yes": _("Yes"), "no": _("No")}
    return [(name, answers.get(value, value)) for name, value in referrals.offer_facts(referral)]


def _fact_name(name: str) -> str:
    return {
        "service_type": _("Need"),
        "urgency": _("Urgency"),
        "age_band": _("Age"),
        "languages": _("Languages"),
        "interpreter": _("Interpreter needed"),
        "children": _("Children"),
        "risk": _("Risk"),
        "reason": _("Why it is referred"),
        "basis": _("On what basis"),
    }[name]


def _fit(referral: Referral) -> list[tuple[str, bool]]:
    labels = {
        "language": _("A language of hers is spoken in your service"),
        "children": _("Your service takes children"),
    }
    return [(labels[name], fits) for name, fits in referrals.fit_of(referral).items()]


def _stages(referral: Referral) -> list[tuple[str, str]]:
    titles = {
        Stage.OFFERED: _("Now, with the offer"),
        Stage.ACCEPTED: _("When they accept"),
        Stage.CLOSED: _("When it is over"),
    }
    nothing = _("Nothing of yours; what they wrote themselves stays with them")
    return [
        (titles[stage], ", ".join(parts) or nothing)
        for stage, parts in referrals.stages(referral.parts).items()
    ]


def _consents(referral: Referral) -> list[tuple[str, bool]]:
    if referral.basis != consents.CONSENT:
        return []
    recipient = referral.receiving_entity
    purposes = consents.needed(referral.consents, referral.parts, recipient=recipient)
    found = consents.standing(referral.case, purposes, recipient=recipient)
    beyond = consents.parts_beyond(referral.case, purposes, referral.parts, recipient=recipient)
    return [
        *((vocabularies.label("consent_scope", code), given) for code, given in found.items()),
        *(
            (
                _("To share: %(part)s") % {"part": consents.labels_of_parts([part])},
                part not in beyond,
            )
            for part in referral.parts
        ),
    ]


def _events(referral: Referral) -> list[dict[str, Any]]:
    sender, receiver = referral.referring_entity.name, referral.receiving_entity.name
    product = _("Bidelagun")
    found = [
        (referral.created_at, sender, _("Written")),
        (referral.sent_at, sender, _("Sent")),
        (referral.answered_at, receiver, _("Answered")),
        (
            referral.ended_at,
            referral.ended_by.entity.name if referral.ended_by else product,
            words.status_label(referral.status),
        ),
    ]
    return [{"when": when, "who": who, "title": title} for when, who, title in found if when]


def _ways(referral: Referral, user: User) -> dict[str, str]:
    """Return the addresses of the case and the waiting step, for whom the case is open.

    Whose access has ended is shown the way to what her entity wrote there and keeps.
    """
    held = codes_for([referral.case_id], user.entity).get(referral.case_id)
    if held is None:
        return {}
    code = show_code(held)
    if not can_see(user, referral.case):
        kept = _keeps_anything(user, code)
        return {"kept_url": reverse("cases:kept", args=[code])} if kept else {}
    ways = {"case_url": reverse("cases:detail", args=[code])}
    step = waiting_step(referral)
    if step is not None and sees_step(user, step):
        address = [code, step.run.number, step.element]
        ways["step_url"] = reverse("referrals:step", args=address)
    return ways


def _keeps_anything(user: User, code: str) -> bool:
    try:
        kept_for(user, code)
    except NotVisible:
        return False
    return True


def _button(referral: Referral, name: str) -> dict[str, Any]:
    what = ACTS[name]
    return {
        "label": what.label,
        "url": reverse(f"referrals:{name}", args=[show_code(referral.code)]),
        "tone": what.tone,
        "confirm": what.confirm,
        "asks": what.form is not None,
    }


def _ending(referral: Referral) -> str:
    if referral.rejection_reason:
        entry = vocabularies.entry("referral_rejection_reason", referral.rejection_reason)
        who = _("She declined") if entry["who"] == "person" else _("The service declined")
        return f"{who}: {vocabularies.pick_language(entry)}"
    if referral.cancel_reason:
        return str(CancelReason(referral.cancel_reason).label)
    return vocabularies.label("referral_outcome", referral.outcome) if referral.outcome else ""


def _next(referral: Referral) -> str:
    if not referral.rejection_reason:
        return ""
    entry = vocabularies.entry("referral_rejection_reason", referral.rejection_reason)
    return {
        "reroute": _("Next: look for another service."),
        "wait_list": _("Next: agree with her whether to wait, or look for another service."),
        "coordinator": _("Next: your coordinator looks at it."),
        "end": _("Next: this need is not referred again, unless she asks."),
    }[str(entry["next"])]
