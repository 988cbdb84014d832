"""The closed lists of this room. Codes of a vocabulary take their labels from the vocabulary."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseStatus(StrEnum):
    """Where a case stands (vocabulary `case_status`)."""

    INTAKE = "intake"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    CLOSED_TRANSFERRED = "closed_transferred"
    BLOCKED = "blocked"


ENDED = frozenset({CaseStatus.CLOSED, CaseStatus.CLOSED_TRANSFERRED, CaseStatus.BLOCKED})


class Part(StrEnum):
    """A part of a case that is disclosed or not (vocabulary `disclosure_part`)."""

    OFFER = "offer"
    SUMMARY = "summary"
    NARRATIVE = "narrative"
    PLAN = "plan"
    HEALTH = "health"
    TRAFFICKING_HISTORY = "trafficking_history"
    IDENTITY = "identity"
    CONTACT_CARD = "contact_card"
    ARRIVAL_CARD = "arrival_card"


class Stage(StrEnum):
    """How an entity stands to a case."""

    OWN = "own"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class GrantSource(models.TextChoices):
    """Why an entity has access."""

    OWNER = "owner", _("This entity is responsible for the case")
    REFERRAL = "referral", _("It accepted a referral")
    EMERGENCY = "emergency", _("It answered an emergency")
    BREAK_GLASS = "breakglass", _("It broke the glass in an emergency")


class GrantEnd(StrEnum):
    """Why the access of an entity ended, when no caller's own code says it."""

    EXPIRED = "expired"
    ERASED = "erased"
    REVIEWED = "not_justified"


class ConsentStatus(StrEnum):
    """What she answered (vocabulary `consent_status`)."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    GIVEN_LIMITED = "given_limited"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_REQUIRED = "not_required"


AGREEING = frozenset({ConsentStatus.GIVEN, ConsentStatus.GIVEN_LIMITED})


class Place(models.TextChoices):
    """The kind of place where something was done: never an address."""

    OFFICE = "office", _("Our own office")
    OTHER_SERVICE = "other_service", _("Another service's office")
    SHELTER = "shelter", _("Shelter or flat of the network")
    HER_HOME = "her_home", _("Where she lives")
    STREET = "street", _("Street or public place")
    VENUE = "venue", _("Club, flat or other place of exploitation")
    HEALTH_CENTRE = "health_centre", _("Health centre or hospital")
    COURT_POLICE = "court_police", _("Court or police station")
    DETENTION = "detention", _("Detention centre or border")
    DISTANCE = "distance", _("At a distance (telephone, message, video)")


class LivesWith(models.TextChoices):
    """With whom a child lives."""

    MOTHER = "mother", _("With her or his mother")
    OTHER_PARENT = "other_parent", _("With the other parent")
    FAMILY_HERE = "family_here", _("With family here")
    FAMILY_ORIGIN = "family_origin", _("With family in the country of origin")
    PUBLIC_CARE = "public_care", _("In public care")
    EXPLOITERS = "exploiters", _("With the exploiters or their circle")
    OTHER = "other", _("Otherwise")
    UNKNOWN = "unknown", _("Not known")


class StrikeReason(models.TextChoices):
    """Why an entry does not count. It stays to be read, struck through."""

    WRONG_CASE = "wrong_case", _("It belongs to another case")
    DUPLICATE = "duplicate", _("It was recorded twice")
    DID_NOT_HAPPEN = "did_not_happen", _("It did not take place")
    ENTERED_IN_ERROR = "entered_in_error", _("It was entered in error")


class PhoneWatched(models.TextChoices):
    """Whether somebody else may read or answer her telephone."""

    YES = "yes", _("Yes, somebody else may see it")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known: act as if watched")


class MarkKind(models.TextChoices):
    """What a mark on a case asks for."""

    FOUR_EYES = "four_eyes", _("Identity only with a custodian's agreement")
    NO_BREAK_GLASS = "no_break_glass", _("Never opened in an emergency by other entities")


class MarkReason(models.TextChoices):
    """Why a case is marked: coded, so that it tells no story."""

    THREAT_INSIDE = "threat_inside", _("Somebody inside a service may be a threat to her")
    KNOWN_HERE = "known_here", _("People of the services know her or her circle")
    PROTECTED = "protected", _("A court or the police protect her")
    HIGH_RISK = "high_risk", _("Her risk is high or extreme")
    HER_WISH = "her_wish", _("She asks for it")


class RequestStatus(models.TextChoices):
    """Where a request to see an identity stands."""

    WAITING = "waiting", _("Waits for a custodian")
    AGREED = "agreed", _("Agreed: it opens once")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Ran out")
    USED = "used", _("Used")


LIVE_REQUEST = frozenset({RequestStatus.WAITING, RequestStatus.AGREED})


class Finding(models.TextChoices):
    """What a review of an emergency access found."""

    JUSTIFIED = "justified", _("It was justified")
    NOT_JUSTIFIED = "not_justified", _("It was not justified")


class DocumentKind(models.TextChoices):
    """What an identity document is."""

    PASSPORT = "passport", _("Passport")
    NATIONAL_ID = "national_id", _("National identity card")
    FOREIGNER_ID = "foreigner_id", _("Foreigner's number or card (NIE, TIE)")
    RESIDENCE_PERMIT = "residence_permit", _("Residence permit")
    ASYLUM_CARD = "asylum_card", _("Asylum applicant's card")
    CONSULAR = "consular", _("Consular document")
    OTHER = "other", _("Other document")


class AssessmentStatus(models.TextChoices):
    """Where a filled form stands."""

    DRAFT = "draft", _("Draft")
    FINAL = "final", _("Finished")


class ErasureBasis(models.TextChoices):
    """On what ground a case is erased. Stored for ever: add, never rename."""

    RIGHT_TO_ERASURE = "right_to_erasure", _("She asked for it (GDPR, article 17)")
    RETENTION_OVER = "retention_over", _("The time it may be kept is over")
    COURT_ORDER = "court_order", _("A court or supervisory authority ordered it")
    COUNT_ONLY = "count_only", _("She refused; only the contact is counted")


class KeepReason(models.TextChoices):
    """Why something that may lead to a person stays in a text. Stored for ever: add, never rename."""

    PLACE = "place_or_organisation", _("It is a place or an organisation")
    NO_NAME = "not_a_person", _("It is a word, not the name of a person")
    SAFETY = "safety", _("It is needed for her safety")
    OTHER = "other", _("Another reason")
