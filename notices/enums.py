"""What a notice may say: that something happened, never about whom or what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """Kinds of notices, each with the whole of its wording. Nothing of a case stands in it."""

    REFERRAL_OFFERED = "referral_offered", _("A referral is waiting for your answer.")
    REFERRAL_ACCEPTED = "referral_accepted", _("A referral was accepted.")
    REFERRAL_REJECTED = "referral_rejected", _("A referral was declined.")
    REFERRAL_STARTED = "referral_started", _("Work on a referral has begun.")
    REFERRAL_HELD = "referral_held", _("A referral is on hold.")
    REFERRAL_COMPLETED = "referral_completed", _("A referral was completed.")
    REFERRAL_FAILED = "referral_failed", _("A referral ended without success.")
    REFERRAL_CANCELLED = "referral_cancelled", _("A referral was withdrawn.")
    REFERRAL_EXPIRED = "referral_expired", _("A referral expired without an answer.")
    INFORMATION_ASKED = "information_asked", _("The other entity asks about a referral.")
    INFORMATION_GIVEN = "information_given", _("A question about a referral was answered.")
    STEP_OPENED = "step_opened", _("A step of a flowchart is waiting for you.")
    STEP_UNRESOLVED = "step_unresolved", _("A step of a flowchart needs your decision.")
    DEADLINE_NEAR = "deadline_near", _("A deadline is near.")
    DEADLINE_MISSED = "deadline_missed", _("A deadline was missed.")
    FLOWCHART_SAYS = "flowchart_says", _("A flowchart has something to tell you.")
    PROTOCOL_TO_ADOPT = "protocol_to_adopt", _("A flowchart asks your entity to take part.")
    FLOWCHART_ASKED = "flowchart_asked", _("You are asked whether you agree to a flowchart.")
    CONSULTATION_ANSWERED = (
        "consultation_answered",
        _("Everybody asked about a flowchart has answered."),
    )
    CONSULTATION_ENDED = "consultation_ended", _("A consultation about a flowchart is over.")
    REVIEW_DUE = "review_due", _("A flowchart in force is due for review.")
    RUN_ENDED = "run_ended", _("A flowchart came to its end.")
    RUNS_MIGRATED = "runs_migrated", _("Flowcharts of cases of yours changed their version.")
    GRANT_CLOSED = "grant_closed", _("An access to a case was closed.")
    ERASURE_ASKED = "erasure_asked", _("Somebody asks to erase a case; a second person decides.")
    ERASURE_WITHDRAWN = "erasure_withdrawn", _("A request to erase a case was taken back.")
    CASE_ERASED = "case_erased", _("A case was erased.")
    MANY_REVEALS = (
        "many_reveals",
        _("Somebody opened more identities or cards than usual in a day."),
    )
    IDENTITY_ASKED = "identity_asked", _("A request to see an identity waits for a custodian.")
    IDENTITY_ANSWERED = "identity_answered", _("Your request to see an identity was answered.")
    IDENTITY_EXPIRED = "identity_expired", _("Your request to see an identity ran out.")
    MARK_LIFTED = "mark_lifted", _("A protection was taken off a case.")
    GLASS_BROKEN = "glass_broken", _("A case was opened in an emergency. It has to be reviewed.")
    GLASS_UNREVIEWED = "glass_unreviewed", _("An emergency access was not reviewed in time.")
    ACCOUNT_CHANGED = "account_changed", _("Something about your account has changed.")
    ACCOUNT_ASKED = "account_asked", _("A decision on an account waits for a second person.")
    ACCOUNT_AGREED = "account_agreed", _("A decision on an account was agreed to.")
    ACCOUNT_DECIDED = "account_decided", _("A decision on an account took effect.")
    ACCOUNT_STOPPED = "account_stopped", _("A decision on an account was stopped or lapsed.")
    ACCOUNT_ROLES = "account_roles", _("What somebody may do, or where, has changed.")
    FOUR_EYES_ENDED = "four_eyes_ended", _("Identities of an entity open without a custodian now.")
    ACCOUNT_DORMANT = "account_dormant", _("An account was suspended because nobody used it.")
    WORK_MOVED = "work_moved", _("Work of a colleague was moved to you.")
    WORK_LEFT = "work_left", _("Work has nobody who is responsible for it.")
    AGREEMENT_CHANGED = (
        "agreement_changed",
        _("An agreement on referrals with another entity was made or ended."),
    )
    ENQUIRY_WAITING = "enquiry_waiting", _("An auditor's enquiry is waiting for your answer.")
    ENQUIRY_ANSWERED = "enquiry_answered", _("An enquiry of yours came to its end.")

    RIGHT_ASKED = "right_asked", _("A rights request was written down; it has to be answered.")
    RIGHT_CARRIED_OUT = "right_carried_out", _("What a rights request asks was done.")
    RIGHT_ANSWERED = "right_answered", _("A rights request was decided on.")
    RIGHT_NEAR = "right_near", _("The time to answer a rights request is running out.")
    RIGHT_MISSED = "right_missed", _("A rights request was not answered in time.")
    RELEASE_ASKED = "release_asked", _("Somebody asks to lift a restriction; you can agree.")
    BLOCK_OVER = "block_over", _("A blocked case may be erased now; two people do it.")
    INCIDENT_REPORTED = "incident_reported", _("An incident with data was reported.")
    INCIDENT_NEAR = "incident_near", _("The 72 hours of an incident are running out.")
    INCIDENT_MISSED = "incident_missed", _("The 72 hours of an incident are over.")
    ORDER_WAITING = "order_waiting", _("An order of an authority waits for a second person.")
    ORDER_APPROVED = "order_approved", _("An order of an authority was decided on.")


class MailKind(models.TextChoices):
    """Kinds of e-mail; which text is sent, written only when it is sent."""

    NOTICE = "notice", _("There is something to read")
    PASSWORD_LINK = "password_link", _("A link to set the password")
    INVITATION = "invitation", _("An invitation to a new account")
    ACCOUNT = "account", _("Something about an account is being changed")
    DORMANT = "dormant", _("An account that nobody uses will be suspended")
