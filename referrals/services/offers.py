"""A referral before it is answered: written, sent, explained."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.models import Case
from cases.permissions import can_work
from cases.selectors import open_parts
from core import vocabularies
from core.exceptions import Conflict, PermissionRefused
from entities.models import Service, User
from protocols.selectors import definition_of
from referrals import times, workflow
from referrals.enums import LIVE, OFFERED, TAKEN, MessageKind, StepStatus
from referrals.models import Referral, ReferralMessage, Run, Step
from referrals.permissions import can_refer_step
from referrals.selectors import consents
from referrals.services import lanes, moves, progress, recipients
from referrals.services.codes import all_known, known


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the sender decides about a referral; all but `basis_reason` are codes."""

    urgency: str
    reason: str
    basis: str
    basis_reason: str = ""
    parts: tuple[str, ...] = ()


@transaction.atomic
def draft_referral(
    *, case: Case, service: Service, terms: Terms, by: User, step: Step | None = None
) -> Referral:
    """Write a referral to a service of another entity; nothing is told to anybody yet.

    With `step` it carries the step's lane over. The sender opens no part she may not see herself.
    Raises PermissionRefused, Conflict (the step no longer waits to be referred, the same need is
    on its way already, the service no longer takes referrals) or ValueError for codes that do not exist.
    """
    if step is not None:
        step = _locked_step(step)
        _check_step(step, service, by)
        _refuse_notice_on_consent(step, terms)
    if not can_work(by, case):
        raise PermissionRefused(_("You may not refer this case."), _("Ask your coordinator."))
    recipients.check_recipient(case, service, by)
    if step is None:
        _refuse_second(case, service.service_type, by)
    agreed = recipients.check_agreement(service, terms.parts, basis=terms.basis, by=by)

    referral = Referral.objects.create(
        case=case,
        run=step.run if step else None,
        lane=step.lane if step else "",
        element=step.element if step else "",
        service=service,
        service_type=service.service_type,
        referring_entity_id=by.entity_id,
        receiving_entity=service.entity,
        created_at=timezone.now(),
        created_by=by,
        consents=_step_consents(step),
        parts=_own_parts(case, terms.parts, by),
        urgency=known("referral_urgency", terms.urgency),
        reason=known("referral_reason", terms.reason),
        basis=known("referral_basis", terms.basis),
        basis_reason=terms.basis_reason,
    )
    audit.record(
        AuditAction.REFERRAL_DRAFTED,
        by=by,
        case=case.pk,
        target=referral.pk,
        details={"receiver": str(service.entity_id), "parts": referral.parts, "agreed": agreed},
    )
    return referral


@transaction.atomic
def send_referral(*, referral: Referral, by: User) -> Referral:
    """Send the draft: the receiver sees the pseudonymous offer, and nothing else.

    Raises Conflict when the legal basis is incomplete: a consent is missing, or the reason for
    going without one (design 7: a consent is needed before an offer is sent).
    """
    locked = moves.lock(referral)
    moves.check(workflow.REFERRAL["send"], locked, by)
    recipients.check_recipient(locked.case, locked.service, by)
    if locked.run_id is None:
        _refuse_second(locked.case, locked.service_type, by)
    require_basis(locked)
    agreed = recipients.check_agreement(locked.service, locked.parts, basis=locked.basis, by=by)

    now = timezone.now()
    step = progress.waiting_steps(locked).order_by("opened_at").first()
    return moves.move(
        locked,
        "send",
        by=by,
        details={"basis": locked.basis, "parts": locked.parts, "agreed": agreed},
        sent_at=now,
        sent_by=by,
        respond_by=times.answer_by(now, locked.urgency, due=step.due_at if step else None),
    )


@transaction.atomic
def ask_information(*, referral: Referral, question: str, by: User) -> Referral:
    """The receiver asks before it answers; the question is sealed."""
    locked = moves.lock(referral)
    moves.check(workflow.REFERRAL["ask"], locked, by)
    _write(locked, MessageKind.QUESTION, question, by)
    return moves.move(locked, "ask", by=by)


@transaction.atomic
def give_information(*, referral: Referral, answer: str, by: User) -> Referral:
    """The sender answers, and the offer waits again for as long as its urgency allows."""
    locked = moves.lock(referral)
    moves.check(workflow.REFERRAL["inform"], locked, by)
    _write(locked, MessageKind.ANSWER, answer, by)
    respond_by = times.answer_by(timezone.now(), locked.urgency, due=None)
    return moves.move(locked, "inform", by=by, answered=True, respond_by=respond_by)


def require_basis(referral: Referral) -> None:
    """Raise Conflict unless the recorded basis is complete."""
    if referral.basis != consents.CONSENT:
        if not referral.basis_reason.strip():
            raise Conflict(
                _("Without her consent a referral needs a reason for its legal basis."),
                _("Write the reason, or ask her."),
            )
        return
    purposes, parts = consents.lacking(referral)
    if purposes:
        labels = ", ".join(vocabularies.label("consent_scope", code) for code in purposes)
        raise Conflict(
            _("She has not agreed to: %(purposes)s.") % {"purposes": labels},
            _("Ask her and record what she answers. If she refuses, the step can be closed so."),
        )
    if parts:
        raise Conflict(
            _("She has not agreed to share this with them: %(parts)s.")
            % {"parts": consents.labels_of_parts(parts)},
            _("Ask her and record her answer, or refer without these parts."),
        )


def _locked_step(step: Step) -> Step:
    """Return the step as it stands now, its run locked."""
    Run.objects.select_for_update().get(pk=step.run_id)
    rows = Step.objects.select_related("run__owner", "run__version").defer("run__version__xml")
    locked = rows.filter(pk=step.pk).first()
    if locked is None:
        raise Conflict(
            _("The flowchart has gone over to another version meanwhile."),
            _("Look at where it stands now. Nothing was changed by what you just did."),
        )
    return locked


def _check_step(step: Step, service: Service, by: User) -> None:
    if not can_refer_step(by, step):
        raise PermissionRefused(_("You may not refer this step."), _("Ask your coordinator."))
    taken = Referral.objects.filter(run_id=step.run_id, lane=step.lane, status__in=LIVE).exists()
    if step.status != StepStatus.TO_REFER or taken:
        raise Conflict(
            _("This step is not waiting for a referral any more."),
            _("Look at where the flowchart stands now."),
        )
    lane = definition_of(step.run.version).lane(step.lane)
    if not lanes.fits(lane, service.entity):
        raise Conflict(
            _("The flowchart does not foresee this kind of entity for the step."),
            _("Choose a service of the kind the step names."),
        )


def _refuse_second(case: Case, need: str, by: User) -> None:
    """One need goes to one service at a time, or several would learn of her at once.

    The case is locked by now (`recipients.check_recipient`).
    """
    under_way = Referral.objects.filter(
        case=case, run=None, referring_entity=by.entity_id, status__in=OFFERED | TAKEN
    )
    if any(one.service_type == need for one in under_way):
        raise Conflict(
            _("You have referred this need already, and that referral is not over."),
            _("Wait for its answer, or withdraw it before you ask another service."),
        )


def _step_consents(step: Step | None) -> list[str]:
    if step is None:
        return []
    task = definition_of(step.run.version).step(step.element)
    return list(task.consent) if task else []


def _refuse_notice_on_consent(step: Step, terms: Terms) -> None:
    """A mandatory notice goes ahead without her consent, so its legal basis has to be named."""
    task = definition_of(step.run.version).step(step.element)
    if task is not None and task.mandatory_notice and terms.basis == consents.CONSENT:
        raise Conflict(
            _("This step is a mandatory notice and does not rest on her consent."),
            _("Record the legal duty or public task, with its reason; tell her when it is safe."),
        )


def _own_parts(case: Case, parts: Iterable[str], by: User) -> list[str]:
    """Return the parts in the vocabulary's order; nobody discloses beyond her own scope."""
    wanted = all_known("disclosure_part", parts)
    if beyond := set(wanted) - set(open_parts(case, by.entity)):
        raise PermissionRefused(
            _("You cannot pass on what you do not see yourself."),
            ", ".join(vocabularies.label("disclosure_part", part) for part in sorted(beyond)),
        )
    return wanted


def _write(referral: Referral, kind: MessageKind, text: str, by: User) -> None:
    ReferralMessage.objects.create(
        referral=referral,
        kind=kind,
        entity_id=by.entity_id,
        text=text,
        written_at=timezone.now(),
        written_by=by,
    )
