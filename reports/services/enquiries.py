"""An enquiry for a name: an auditor asks, a custodian decides, only references come back."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import PermissionRefused
from core.ports import names_cases
from entities.models import User
from notices.enums import NoticeKind
from notices.services import notify
from reports.models import NameEnquiry
from reports.permissions import can_ask_name
from reports.selectors.enquiries import cases_of, custodians, everybody
from reports.workflow import ENQUIRY
from vault import doors
from vault.services import create_data_key

SEARCHED = ("name_used", "legal_name")


@sensitive_variables()
def ask_name(*, name: str, justification: str, by: User) -> NameEnquiry:
    """Keep a name that came out, sealed, and ask the custodians whether it may be searched.

    Call it outside any transaction: the key commits first. Raises PermissionRefused.
    """
    if not can_ask_name(by):
        raise PermissionRefused(_("This log is for auditors."))
    enquiry = NameEnquiry(
        pk=uuid4(),
        data_key_id=create_data_key(owner="enquiry"),
        name=name,
        justification=justification,
        asked_at=timezone.now(),
        asked_by=by,
        expires_at=timezone.now() + timedelta(days=settings.ENQUIRY_DAYS),
    )
    with transaction.atomic():
        enquiry.save(force_insert=True)
        audit.record(
            AuditAction.ENQUIRY_ASKED, by=by, target=enquiry.pk, justification=justification
        )
        for custodian in custodians():
            notify(NoticeKind.ENQUIRY_WAITING, path=reverse("reports:enquiries"), user=custodian)
    return enquiry


@sensitive_variables()
def answer_enquiry(*, enquiry: NameEnquiry, agrees: bool, motivation: str, by: User) -> NameEnquiry:
    """Decide as a custodian; on a yes search, in her name, and keep the references that match.

    What was found is for who asked: it is neither returned to the custodian's page nor recorded
    beyond the counts of the search. Call it outside any transaction. Raises PermissionRefused,
    Conflict when it was answered or ran out before, TooManyQuestions.
    """
    step = ENQUIRY["grant" if agrees else "refuse"]
    fresh = NameEnquiry.objects.get(pk=enquiry.pk)
    step.check(fresh, by)
    found = _search(fresh.name, by=by) if agrees else None
    with transaction.atomic():
        locked = NameEnquiry.objects.select_for_update().get(pk=enquiry.pk)
        step.check(locked, by)
        locked.status, locked.found, locked.name = step.target, found, ""
        locked.motivation = motivation
        locked.answered_at, locked.answered_by = timezone.now(), by
        locked.save()
        audit.record(AuditAction(step.event), by=by, target=locked.pk, justification=motivation)
        notify(NoticeKind.ENQUIRY_ANSWERED, path=reverse("reports:enquiries"), user=locked.asked_by)
    return locked


def _search(name: str, *, by: User) -> list[str]:
    people = {
        person for field in SEARCHED for person in doors.match(everybody(), field, name, by=by)
    }
    return sorted(names_cases().references(cases_of(people)).values())


def expire_enquiries() -> int:
    """Let the enquiries run out that nobody answered in time; return how many. The sweep calls it."""
    due = NameEnquiry.objects.filter(status="waiting", expires_at__lte=timezone.now())
    return sum(_expire(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _expire(pk: UUID) -> int:
    step = ENQUIRY["expire"]
    enquiry = NameEnquiry.objects.select_for_update().get(pk=pk)
    if enquiry.status not in step.sources:
        return 0
    step.check(enquiry, None)
    enquiry.status, enquiry.name = step.target, ""
    enquiry.save()
    audit.record(AuditAction(step.event), by=None, target=enquiry.pk)
    notify(NoticeKind.ENQUIRY_ANSWERED, path=reverse("reports:enquiries"), user=enquiry.asked_by)
    return 1
