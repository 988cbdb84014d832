"""Reads of referrals, already narrowed to who asks."""

from django.db.models import Case as Choice
from django.db.models import Q, QuerySet, Value, When

from cases.disclosure import disclosed
from cases.enums import CaseStatus, Stage
from cases.models import Case
from core import vocabularies
from core.abilities import Ability
from core.codes import MalformedCode, read_code
from core.exceptions import NotVisible
from core.languages import language_name
from entities.models import User
from referrals.enums import LIVE, OFFERED, TAKEN, ReferralStatus
from referrals.models import Referral, ReferralMessage

INBOX_TABS = ("waiting", "taken", "closed", "sent")


def referrals_visible_to(user: User) -> QuerySet[Referral]:
    """Return what her entity wrote, what was sent to it, and what its runs brought about.

    Nothing of a blocked case: it is kept for courts alone.
    """
    if not user.is_active or not user.may(Ability.WORK_CASES):
        return Referral.objects.none()
    entity = user.entity_id
    found = Referral.objects.filter(
        Q(referring_entity=entity)
        | Q(receiving_entity=entity, sent_at__isnull=False)
        | Q(run__owner=entity)
    ).exclude(case__status=CaseStatus.BLOCKED)
    return found.select_related("service", "referring_entity", "receiving_entity")


def referral_for(user: User, typed_code: str) -> Referral:
    """Return the referral with this code; NotVisible for a malformed or anybody else's code."""
    try:
        code = read_code(typed_code)
    except MalformedCode:
        raise NotVisible from None
    referral = (
        referrals_visible_to(user)
        .select_related(
            "case",
            "run__version__protocol",
            "grant",
            "created_by",
            "sent_by",
            "answered_by",
            "ended_by",
        )
        .defer("run__version__xml")
        .filter(code=code)
        .first()
    )
    if referral is None:
        raise NotVisible
    return referral


def inbox(user: User, tab: str) -> QuerySet[Referral]:
    """Return the entity's referrals of a tab: received ones that wait, go on or are over; sent.

    What waits comes by urgency and by when it expires, the rest newest first.
    """
    visible = referrals_visible_to(user)
    if tab == "sent":
        return visible.filter(referring_entity=user.entity_id).order_by("-created_at")
    received = visible.filter(receiving_entity=user.entity_id)
    if tab == "taken":
        return received.filter(status__in=TAKEN).order_by("-answered_at")
    if tab == "closed":
        return received.exclude(status__in=LIVE).order_by("-ended_at")
    return received.filter(status__in=OFFERED).order_by(_urgency_rank(), "respond_by")


def waiting_for_me(user: User) -> QuerySet[Referral]:
    """Return offers that wait for her entity's answer, most urgent first."""
    return inbox(user, "waiting")


def waiting_for_others(user: User) -> QuerySet[Referral]:
    """Return what her entity sent or wrote and somebody has still to answer or send."""
    return (
        referrals_visible_to(user)
        .filter(
            referring_entity=user.entity_id,
            status__in=[ReferralStatus.REQUESTED, ReferralStatus.DRAFT],
        )
        .order_by("respond_by")
    )


def asked_of_me(user: User) -> QuerySet[Referral]:
    """Return offers of her entity about which the receiver asks, most urgent first."""
    return (
        referrals_visible_to(user)
        .filter(referring_entity=user.entity_id, status=ReferralStatus.INFORMATION_REQUESTED)
        .order_by(_urgency_rank(), "sent_at")
    )


def referrals_of(case: Case, user: User) -> QuerySet[Referral]:
    """Return the referrals of a case that she may see, newest first."""
    return referrals_visible_to(user).filter(case=case).order_by("-created_at")


def messages_of(referral: Referral) -> list[ReferralMessage]:
    """Return questions and answers, oldest first; the caller has recorded the reading."""
    return list(referral.messages.select_related("entity", "referral__case"))


def offer_facts(referral: Referral) -> list[tuple[str, str]]:
    """Return (name of a fact, words) of the pseudonymous offer: coded, and nothing sealed."""
    case = referral.case
    languages = ", ".join(language_name(code) for code in case.languages)
    return [
        ("service_type", vocabularies.label("service_type", referral.service_type)),
        ("urgency", vocabularies.label("referral_urgency", referral.urgency)),
        ("age_band", vocabularies.label("age_band", case.age_band)),
        ("languages", languages),
        ("interpreter", "yes" if case.interpreter_needed else "no"),
        ("children", str(case.children_count)),
        ("risk", vocabularies.label("risk_level", case.risk_level)),
        ("reason", vocabularies.label("referral_reason", referral.reason)),
        ("basis", vocabularies.label("referral_basis", referral.basis)),
    ]


def fit_of(referral: Referral) -> dict[str, bool]:
    """Return what the service says of itself against what the offer needs, coded: yes or no.

    Nothing is said of languages while those of either side are not known.
    """
    case, service = referral.case, referral.service
    found = {}
    if case.languages and service.languages:
        found["language"] = bool(set(case.languages) & set(service.languages))
    if case.children_count:
        found["children"] = service.accepts_children
    return found


def stages(parts: list[str]) -> dict[Stage, list[str]]:
    """Return the labels of what is open to the receiver at each stage, by the one table."""
    return {
        stage: [
            vocabularies.label("disclosure_part", part)
            for part in vocabularies.codes("disclosure_part")
            if part in disclosed(parts, stage)
        ]
        for stage in (Stage.OFFERED, Stage.ACCEPTED, Stage.CLOSED)
    }


def _urgency_rank() -> Choice:
    ranks = enumerate(vocabularies.codes("referral_urgency"))
    return Choice(*(When(urgency=code, then=Value(rank)) for rank, code in ranks), default=99)
