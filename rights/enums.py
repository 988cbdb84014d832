"""The closed lists of this room. Codes are stored for ever: add, never rename."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """What the person may ask for (GDPR, articles 15 to 21)."""

    ACCESS = "access", _("To see what is written about her (article 15)")
    RECTIFICATION = "rectification", _("To have something corrected (article 16)")
    ERASURE = "erasure", _("To have it erased (article 17)")
    RESTRICTION = "restriction", _("To have it kept and not used (article 18)")
    PORTABILITY = "portability", _("To take her data with her (article 20)")
    OBJECTION = "objection", _("To object to the use of her data (article 21)")


COPIES = frozenset({Right.ACCESS, Right.PORTABILITY})


class RequestStatus(models.TextChoices):
    """How far a request is; the ways between are in `workflow.py`."""

    OPEN = "open", _("Waits for an answer")
    EXTENDED = "extended", _("Time extended")
    ANSWERED = "answered", _("Answered")
    PARTLY = "partly", _("Answered in part")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


WAITING = frozenset({RequestStatus.OPEN, RequestStatus.EXTENDED})


class Asker(models.TextChoices):
    """Who speaks for her."""

    HERSELF = "herself", _("She herself")
    REPRESENTATIVE = "representative", _("Her legal representative")
    LAWYER = "lawyer", _("Her lawyer")
    TRUSTED = "trusted", _("Somebody she trusts, with her written word")


class How(models.TextChoices):
    """How she asked."""

    ORAL = "oral", _("By word of mouth")
    WRITTEN = "written", _("In writing")


class IdentityCheck(models.TextChoices):
    """How it is sure that it is she; no copy of a document is kept."""

    KNOWN = "known", _("Her worker knows her")
    DOCUMENT = "document", _("A document was seen")
    NOT_POSSIBLE = "not_possible", _("It could not be checked")


class Authority(models.TextChoices):
    """Where she may complain, and who is told of incidents."""

    AEPD = "aepd", _("AEPD (Spain)")
    AVPD = "avpd", _("AVPD (Basque Country)")
    CNPD = "cnpd", _("CNPD (Portugal)")


class ExtensionReason(models.TextChoices):
    """Why a month is not enough (GDPR, article 12(3))."""

    COMPLEX = "complex", _("The request is complex")
    MANY = "many", _("There are many requests")


class RefusalReason(models.TextChoices):
    """Why a right is refused, or granted in part."""

    UNFOUNDED = "unfounded", _("Clearly unfounded or excessive (article 12(5))")
    IDENTITY = "identity", _("It is not sure that it is she (article 12(6))")
    OTHERS = "others", _("It would harm the rights of others (article 15(4))")
    LEGAL_DUTY = "legal_duty", _("A law asks to keep it (article 17(3)(b))")
    CLAIMS = "claims", _("It is needed for legal claims (article 17(3)(e))")
    NOT_MET = "not_met", _("What the article asks for is not met")


class CarriedOut(models.TextChoices):
    """What the responsible entity did about it."""

    DONE = "done", _("Done")
    PARTLY = "partly", _("Done in part")
    NOT_DONE = "not_done", _("Not done")


class IncidentKind(models.TextChoices):
    """What went wrong."""

    WRONG_RECIPIENT = "wrong_recipient", _("Sent or told to the wrong person")
    LOST = "lost", _("A device or paper is lost or stolen")
    BREAK_IN = "break_in", _("Somebody broke in, into rooms or accounts")
    MISUSE = "misuse", _("Somebody of the staff misused what she may see")
    RANSOM = "ransom", _("Files are locked or held to ransom")
    OTHER = "other", _("Something else")


class DataKind(models.TextChoices):
    """What kinds of data are concerned."""

    IDENTITY = "identity", _("Names, documents, birth dates")
    CONTACT = "contact", _("Telephones, addresses, meeting points")
    STORY = "story", _("What happened to her")
    HEALTH = "health", _("Health")
    CODES = "codes", _("Codes without names")
    STAFF = "staff", _("Data of staff")


class Persons(models.TextChoices):
    """How many people are concerned, roughly."""

    ONE = "one", _("One")
    FEW = "few", _("2 to 10")
    MANY = "many", _("11 to 100")
    HUNDREDS = "hundreds", _("More than 100")
    UNKNOWN = "unknown", _("Not known yet")


class IncidentRisk(models.TextChoices):
    """What it may mean for the people concerned (GDPR, articles 33 and 34)."""

    UNLIKELY = "unlikely", _("A risk is unlikely")
    RISK = "risk", _("There is a risk")
    HIGH = "high", _("The risk is high")


class Measure(models.TextChoices):
    """What was done against it."""

    RECALLED = "recalled", _("Called back or deleted by the recipient")
    LOCKED = "locked", _("Accounts or devices locked")
    MOVED = "moved", _("People brought to safety")
    RESTORED = "restored", _("Restored from a copy")
    POLICE = "police", _("Reported to the police")
    TRAINED = "trained", _("Staff trained")


class IncidentStatus(models.TextChoices):
    """How far an incident is; the ways between are in `workflow.py`."""

    REPORTED = "reported", _("Reported")
    ASSESSED = "assessed", _("Assessed")
    NOTIFIED = "notified", _("Authority told")
    KEPT = "kept", _("Authority not told, with a reason")
    CLOSED = "closed", _("Closed")


UNDECIDED = frozenset({IncidentStatus.REPORTED, IncidentStatus.ASSESSED})


class LateReason(models.TextChoices):
    """Why the authority was told after 72 hours (GDPR, article 33(1))."""

    FOUND_SLOWLY = "found_slowly", _("It took longer to find out what happened")
    SAFETY = "safety", _("The safety of the women came first")
    MISTAKE = "mistake", _("The time was missed by mistake")


class Told(models.TextChoices):
    """Whether the people concerned were told (GDPR, article 34)."""

    TOLD = "told", _("Told, in a way that is safe for them")
    NO_HIGH_RISK = "no_high_risk", _("Not told: the risk is not high")
    UNREADABLE = "unreadable", _("Not told: the data cannot be read (34(3)(a))")
    AVERTED = "averted", _("Not told: the risk was averted since (34(3)(b))")
    PUBLIC = "public", _("Told in public: singly it would take too much (34(3)(c))")
    NOT_SAFE = "not_safe", _("Not yet told: it would put them in danger")


class OrderBasis(models.TextChoices):
    """On what ground an authority asks."""

    COURT = "court", _("Order of a judge or court")
    PROSECUTION = "prosecution", _("Order of the public prosecution")
    SUPERVISION = "supervision", _("Data protection authority (GDPR, article 58)")
    POLICE = "police", _("Police, on a law that is named")
    SOCIAL = "social", _("Authority for the protection of children")


class OrderStatus(models.TextChoices):
    """How far an order is; the ways between are in `workflow.py`."""

    RECORDED = "recorded", _("Waits for a second person")
    APPROVED = "approved", _("Approved, to be handed over")
    DISCLOSED = "disclosed", _("Handed over")
    REFUSED = "refused", _("Refused")


class OrderReason(models.TextChoices):
    """Why an order is refused or narrowed."""

    NO_BASIS = "no_basis", _("It names no law")
    NOT_COMPETENT = "not_competent", _("This authority may not ask for it")
    TOO_BROAD = "too_broad", _("It asks for more than it needs")
    PRIVILEGE = "privilege", _("Professional secrecy protects it")
    LAPSED = "lapsed", _("It was withdrawn or is over")
