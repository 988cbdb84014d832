"""Kinds of events that one looks for together."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.enums import AuditAction as A

# What uncovers the person behind a code.
REVEALS = frozenset({A.IDENTITY_REVEALED, A.CONTACT_REVEALED})
# What shows something of one case and changes nothing.
LOOKS = REVEALS | {
    A.CASE_VIEWED, A.CASE_HISTORY_VIEWED, A.RUN_VIEWED, A.STEP_VIEWED, A.REFERRAL_VIEWED,
}  # fmt: skip
# The marks that auditors and the product itself leave on a case: nobody who works it did these.
WATCHING = frozenset({
    A.LOG_READ, A.LOG_EXPORTED, A.ACCESS_REFUSED, A.READERS_TOLD, A.READERS_WITHHELD,
    A.FINDING_SETTLED,
})  # fmt: skip

FAMILIES: dict[str, tuple[Promise, frozenset[A]]] = {
    "sign_in": (
        _("Everything about signing in"),
        frozenset({
            A.SIGNED_IN, A.SIGN_IN_FAILED, A.SIGN_IN_LOCKED, A.SIGNED_OUT, A.SESSIONS_ENDED,
            A.FACTOR_ADDED, A.FACTOR_REMOVED, A.FACTOR_CONFIRMED, A.FACTOR_REFUSED,
            A.RECOVERY_CODES_MADE,
        }),
    ),
    "reveals": (_("Everything uncovered"), REVEALS),
    "looks": (_("Everything looked at"), LOOKS),
    "names": (
        _("Everything searched by name"),
        frozenset({
            A.CASES_SEARCHED, A.NAMES_MATCHED, A.NAMES_SCANNED, A.ENQUIRY_ASKED, A.ENQUIRY_GRANTED,
            A.ENQUIRY_REFUSED, A.ENQUIRY_EXPIRED,
        }),
    ),
    "access": (
        _("Every change of access"),
        frozenset({
            A.GRANT_OPENED, A.GRANT_CLOSED, A.GRANT_EXPIRED, A.ROLE_GRANTED, A.ROLE_ENDED,
            A.USER_CREATED, A.USER_CHANGED, A.USER_DEACTIVATED, A.USER_REACTIVATED,
            A.INVITATION_SENT, A.INVITATION_ACCEPTED, A.CASE_TRANSFERRED,
            A.USER_SUSPENDED, A.SUSPENSION_ENDED, A.DECISION_ASKED, A.DECISION_AGREED,
            A.DECISION_STOPPED, A.DECISION_DONE, A.DECISION_LAPSED, A.FACTORS_RESET, A.WORK_MOVED,
            A.GLASS_BROKEN, A.MARK_SET, A.MARK_LIFTED,
        }),
    ),
    "keys": (
        _("Everything done with keys"),
        frozenset({
            A.KEY_CREATED, A.KEY_DESTROYED, A.KEYS_STARTED, A.KEY_ROTATED, A.KEK_ROTATED,
            A.KEK_ESCROWED, A.KEK_RESTORED, A.ERASURE_COMPLETED,
        }),
    ),
    "emergencies": (
        _("Everything about emergency accesses"),
        frozenset({
            A.GLASS_BROKEN, A.GLASS_REFUSED, A.GLASS_LISTED, A.GLASS_VIEWED, A.GLASS_REVIEWED,
            A.GLASS_ESCALATED,
        }),
    ),
    "identities": (
        _("Everything about requests to see an identity"),
        frozenset({
            A.IDENTITY_ASKED, A.IDENTITY_AGREED, A.IDENTITY_REFUSED, A.IDENTITY_WITHDRAWN,
            A.IDENTITY_EXPIRED, A.IDENTITY_OPENED, A.IDENTITY_REQUESTS_LISTED,
            A.IDENTITY_REQUEST_VIEWED,
        }),
    ),
    "refusals": (
        _("Everything refused"),
        frozenset({
            A.ACCESS_REFUSED, A.SIGN_IN_FAILED, A.SIGN_IN_LOCKED, A.FACTOR_REFUSED,
            A.GLASS_REFUSED, A.IDENTITY_REFUSED,
        }),
    ),
    "log": (
        _("Everything done with this log"),
        frozenset({A.LOG_READ, A.LOG_EXPORTED, A.LOG_WITNESSED, A.LOG_FORKED, A.LOG_RESTORED, A.FINDING_SETTLED}),
    ),
}  # fmt: skip
PREFIX = "family:"


def kinds_of(choice: str) -> frozenset[str]:
    """Return the kinds that a choice of the form stands for: a family's, or the one itself."""
    if not choice.startswith(PREFIX):
        return frozenset({choice})
    _heading, kinds = FAMILIES[choice.removeprefix(PREFIX)]
    return frozenset(kind.value for kind in kinds)


def family_choices() -> list[tuple[str, str]]:
    """Return the families for a form, in the reader's language at the call."""
    return [(f"{PREFIX}{name}", str(heading)) for name, (heading, _kinds) in FAMILIES.items()]
