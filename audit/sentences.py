"""What each event is called on the auditor's pages; every member of AuditAction stands here once.

The name of an event is stored for ever, its wording may change at any time.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.enums import AuditAction as A
from audit.enums import Outcome

SENTENCES: dict[Promise, dict[A, Promise]] = {
    _("Signing in"): {
        A.SIGNED_IN: _("Signed in"),
        A.SIGN_IN_FAILED: _("Tried to sign in and failed"),
        A.SIGN_IN_LOCKED: _("Was locked out after failed attempts"),
        A.SIGNED_OUT: _("Signed out"),
        A.SESSIONS_ENDED: _("Ended her sessions on other devices"),
        A.FACTOR_ADDED: _("Added a second factor"),
        A.FACTOR_REMOVED: _("Removed a second factor"),
        A.FACTOR_CONFIRMED: _("Confirmed with her second factor"),
        A.FACTOR_REFUSED: _("Gave a second factor that was refused"),
        A.SIGN_ON_BOUND: _("Signed in by single sign-on for the first time"),
        A.RECOVERY_CODES_MADE: _("Made recovery codes"),
        A.INVITATION_SENT: _("Was sent an invitation"),
        A.INVITATION_ACCEPTED: _("Accepted an invitation"),
    },
    _("Entities and people"): {
        A.ENTITY_CREATED: _("Added an entity"),
        A.ENTITY_CHANGED: _("Changed an entity"),
        A.SERVICE_CREATED: _("Added a service to the directory"),
        A.SERVICE_CHANGED: _("Changed a service of the directory"),
        A.USER_CREATED: _("Added an account"),
        A.USER_CHANGED: _("Changed an account"),
        A.USER_DEACTIVATED: _("Closed an account"),
        A.USER_REACTIVATED: _("Reopened an account"),
        A.USER_SUSPENDED: _("An account was suspended"),
        A.SUSPENSION_ENDED: _("Lifted the suspension of an account"),
        A.DECISION_ASKED: _("Asked for a decision on an account"),
        A.DECISION_AGREED: _("Agreed to a decision on an account"),
        A.DECISION_STOPPED: _("Stopped a decision on an account"),
        A.DECISION_DONE: _("A decision on an account took effect"),
        A.DECISION_LAPSED: _("A decision on an account lapsed"),
        A.FACTORS_RESET: _("Second factors were reset"),
        A.WORK_MOVED: _("Work was moved to somebody else"),
        A.ROLE_GRANTED: _("Gave a role"),
        A.ROLE_ENDED: _("Took a role away"),
    },
    _("Cases"): {
        A.CASES_LISTED: _("Saw a list of cases"),
        A.CASES_SEARCHED: _("Searched for cases"),
        A.CASE_VIEWED: _("Saw a case"),
        A.CASE_HISTORY_VIEWED: _("Saw the earlier versions of a record"),
        A.CASE_OPENED: _("Opened a case"),
        A.CASE_CHANGED: _("Changed a case"),
        A.CASE_STARTED: _("Began work on a case"),
        A.CASE_HELD: _("Put a case on hold"),
        A.CASE_RESUMED: _("Took a case up again"),
        A.CASE_FOLLOWED: _("Moved a case to follow-up"),
        A.CASE_TRANSFERRED: _("Moved a case to another entity"),
        A.CASE_CLOSED: _("Closed a case"),
        A.CASE_REOPENED: _("Reopened a case"),
        A.STATUS_RECORDED: _("Recorded a status as victim"),
        A.STATUS_CORRECTED: _("Corrected a status as victim"),
        A.STATUS_STRUCK: _("Struck out a status as victim"),
        A.PERSON_RECORDED: _("Recorded a person"),
        A.PERSON_CHANGED: _("Changed a person's record"),
        A.CHILD_RECORDED: _("Recorded a child"),
        A.CHILD_CHANGED: _("Changed a child's record"),
        A.CHILD_STRUCK: _("Struck out a child's record"),
        A.INTERVENTION_RECORDED: _("Recorded an intervention"),
        A.INTERVENTION_CORRECTED: _("Corrected an intervention"),
        A.INTERVENTION_STRUCK: _("Struck out an intervention"),
        A.CONSENT_RECORDED: _("Recorded a consent or a refusal"),
        A.CONSENT_WITHDRAWN: _("Recorded that a consent was withdrawn"),
        A.CONSENT_STRUCK: _("Struck out a consent"),
        A.GRANT_OPENED: _("Opened a case to an entity"),
        A.GRANT_CLOSED: _("Closed a case to an entity"),
        A.GRANT_EXPIRED: _("An entity's access to a case ran out"),
    },
    _("Identity and keys"): {
        A.IDENTITY_REVEALED: _("Uncovered an identity"),
        A.CONTACT_REVEALED: _("Uncovered a contact card"),
        A.IDENTITIES_EXCEEDED: _("Uncovered more identities than usual in a day"),
        A.CONTACTS_EXCEEDED: _("Uncovered more contact cards than usual in a day"),
        A.IDENTITY_ASKED: _("Asked a custodian to see an identity"),
        A.IDENTITY_AGREED: _("Agreed that an identity be seen"),
        A.IDENTITY_REFUSED: _("Refused that an identity be seen"),
        A.IDENTITY_WITHDRAWN: _("Took back a request to see an identity"),
        A.IDENTITY_EXPIRED: _("A request to see an identity ran out"),
        A.IDENTITY_OPENED: _("Used the agreement to see an identity"),
        A.IDENTITY_REQUESTS_LISTED: _("Saw the list of identity requests"),
        A.IDENTITY_REQUEST_VIEWED: _("Read a request to see an identity"),
        A.MARK_SET: _("Marked a case for more protection"),
        A.MARK_LIFTED: _("Took a protection mark off a case"),
        A.GLASS_BROKEN: _("Opened a case by breaking the glass"),
        A.GLASS_REFUSED: _("Tried to break the glass in vain"),
        A.GLASS_LISTED: _("Saw the list of emergency accesses"),
        A.GLASS_VIEWED: _("Read why the glass was broken"),
        A.GLASS_REVIEWED: _("Reviewed an emergency access"),
        A.GLASS_ESCALATED: _("An emergency access was not reviewed in time"),
        A.NAMES_MATCHED: _("Looked for a person by name, telephone or document"),
        A.NAMES_SCANNED: _("Had a text searched for names"),
        A.SEALED_UNREADABLE: _("A sealed field could not be opened"),
        A.KEY_CREATED: _("Made a key"),
        A.KEY_DESTROYED: _("Destroyed a key"),
        A.KEYS_STARTED: _("Started the keys of the installation"),
        A.KEYS_MARKED: _("Noted how far the keys have come"),
        A.KEY_ROTATED: _("Gave a case or a person a new key"),
        A.KEK_ROTATED: _("Moved all keys to another key-encryption key"),
        A.KEK_ESCROWED: _("Printed the shares of the key-encryption key"),
        A.KEK_RESTORED: _("Put the key-encryption key together from two shares"),
        A.ERASURE_REQUESTED: _("Asked to erase a case"),
        A.ERASURE_WITHDRAWN: _("Took back a request to erase a case"),
        A.ERASURE_CONFIRMED: _("Agreed to erase a case"),
        A.ERASURE_COMPLETED: _("Erased a case"),
    },
    _("Flowcharts"): {
        A.PROTOCOL_LOADED: _("Loaded a flowchart"),
        A.PROTOCOL_PUBLISHED: _("Published a flowchart"),
        A.PROTOCOL_RETIRED: _("Retired a flowchart"),
        A.DRAFT_CREATED: _("Began a draft of a flowchart"),
        A.DRAFT_CHANGED: _("Changed a draft of a flowchart"),
        A.DRAFT_REVERTED: _("Undid or redid a change of a draft"),
        A.DRAFT_SET_ASIDE: _("A change of a draft was set aside, as somebody else had saved"),
        A.DRAFT_DISCARDED: _("Discarded a change that was set aside"),
        A.EXAMPLE_ADDED: _("Added an example case to a flowchart"),
        A.EXAMPLE_CHANGED: _("Changed an example case of a flowchart"),
        A.EXAMPLE_REMOVED: _("Removed an example case of a flowchart"),
        A.SIMULATION_ASKED: _("Had a caseload simulated on a flowchart"),
        A.RUN_STARTED: _("Started a flowchart on a case"),
        A.RUN_ENDED: _("Ended a flowchart on a case"),
        A.RUN_VIEWED: _("Saw how far a flowchart has come"),
        A.STEP_OPENED: _("A step opened"),
        A.STEP_COMPLETED: _("Completed a step"),
        A.STEP_DECLINED: _("Closed a step as refused or no longer due"),
        A.STEP_CANCELLED: _("A step was cancelled"),
        A.STEP_RECORDED: _("Recorded a step that others took"),
        A.STEP_VIEWED: _("Saw a step"),
        A.TIMER_FIRED: _("A timer went off"),
        A.DEADLINE_MISSED: _("A deadline was missed"),
        A.LANE_BOUND: _("Chose the entity for a lane"),
        A.WORK_LISTED: _("Saw the list of work"),
    },
    _("Referrals"): {
        A.INBOX_LISTED: _("Saw the inbox"),
        A.REFERRAL_VIEWED: _("Saw a referral"),
        A.REFERRAL_DRAFTED: _("Drafted a referral"),
        A.REFERRAL_SENT: _("Sent a referral"),
        A.REFERRAL_INFORMATION_ASKED: _("Asked about a referral"),
        A.REFERRAL_INFORMATION_GIVEN: _("Answered a question about a referral"),
        A.REFERRAL_ACCEPTED: _("Accepted a referral"),
        A.REFERRAL_REJECTED: _("Declined a referral"),
        A.REFERRAL_STARTED: _("Began the work of a referral"),
        A.REFERRAL_HELD: _("Put a referral on hold"),
        A.REFERRAL_RESUMED: _("Took a referral up again"),
        A.REFERRAL_COMPLETED: _("Completed a referral"),
        A.REFERRAL_FAILED: _("Recorded that a referral failed"),
        A.REFERRAL_CANCELLED: _("Cancelled a referral"),
        A.REFERRAL_EXPIRED: _("A referral ran out without an answer"),
        A.REFERRAL_STRUCK: _("Struck out a referral entered in error"),
    },
    _("Bidelagun itself"): {
        A.NOTICE_SENT: _("Sent a notice"),
        A.ACCESS_REFUSED: _("Was refused a page"),
        A.READERS_TOLD: _("Showed a woman who saw her data"),
        A.READERS_WITHHELD: _("Stopped before showing a woman who saw her data"),
        A.FINDING_SETTLED: _("Looked into an unusual access"),
        A.ENQUIRY_ASKED: _("Asked to which case a name belongs"),
        A.ENQUIRY_VIEWED: _("Saw an enquiry for a name"),
        A.ENQUIRY_GRANTED: _("Allowed to search for a name"),
        A.ENQUIRY_REFUSED: _("Refused to search for a name"),
        A.ENQUIRY_EXPIRED: _("An enquiry for a name ran out"),
        A.LOG_READ: _("Read this log"),
        A.LOG_EXPORTED: _("Exported this log"),
        A.LOG_WITNESSED: _("A witness kept a checkpoint of this log"),
        A.LOG_FORKED: _("A witness found that this log tells another history"),
        A.LOG_RESTORED: _("Put lost events back from the copy of this log"),
        A.LOG_GAP_DECLARED: _("Declared that events of this log are lost"),
        A.LOG_SIGNER_NAMED: _("Made a key for signing a declared loss"),
        A.LOG_EVENT_LOST: _("An event vanished before it was sealed"),
    },
}

OUTCOMES: dict[Outcome, tuple[Promise, str]] = {
    Outcome.DONE: (_("Done"), "neutral"),
    Outcome.REFUSED: (_("Refused"), "warn"),
    Outcome.FAILED: (_("Failed"), "bad"),
}

# What the common details are called; others are shown under their stored name.
DETAILS: dict[str, Promise] = {
    "answer": _("Answer"),
    "basis": _("Basis"),
    "closed_parts": _("Parts that closed"),
    "count": _("Number"),
    "entity": _("Entity"),
    "event": _("Event"),
    "fields": _("Fields"),
    "filters": _("Filters used"),
    "kind": _("Kind"),
    "method": _("Method"),
    "page": _("Page"),
    "part": _("Part"),
    "parts": _("Parts"),
    "purpose": _("Purpose"),
    "reason": _("Reason"),
    "record": _("Record"),
    "results": _("Results"),
    "role": _("Role"),
    "scope": _("Scope"),
    "service": _("Service"),
    "source": _("Source"),
    "status": _("Status"),
    "step": _("Step"),
    "tier": _("Tier"),
    "version": _("Version"),
}

_BY_KIND = {kind.value: text for group in SENTENCES.values() for kind, text in group.items()}


def sentence(kind: str) -> str:
    """Return what happened, in the reader's language; a kind without wording is shown as it is."""
    return str(_BY_KIND.get(kind, kind))


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the kinds for a form, under their headings, in the reader's language at the call."""
    return [
        (str(heading), [(kind.value, str(text)) for kind, text in group.items()])
        for heading, group in SENTENCES.items()
    ]


def outcome_choices() -> list[tuple[str, str]]:
    """Return the outcomes for a form."""
    return [(outcome.value, str(text)) for outcome, (text, _tone) in OUTCOMES.items()]
