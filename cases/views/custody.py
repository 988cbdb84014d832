"""What a custodian sees: who asks for an identity and why, never whose it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from audit.enums import AuditAction
from audit.services import record_read
from cases import selectors, services
from cases.enums import RequestStatus
from cases.forms import AnswerRequestForm
from cases.tables.protection import request_facts, status_tag, told
from cases.views.pages import attempt, sent
from core.abilities import Ability
from core.exceptions import PermissionRefused
from core.handles import handle_of
from entities.http import AuthenticatedRequest
from vault.reading import read_or_unavailable


def listing(request: AuthenticatedRequest) -> HttpResponse:
    """List the requests that wait for her, and those she answered lately."""
    if not request.user.may(Ability.GUARD_IDENTITY):
        raise PermissionRefused(_("This page is for custodians of identity."))
    waiting = list(selectors.requests_to_answer(request.user))
    answered = list(selectors.requests_answered(request.user))
    record_read(
        AuditAction.IDENTITY_REQUESTS_LISTED,
        by=request.user,
        details={"count": len(waiting) + len(answered)},
    )
    entity = request.user.entity_id
    rows = [
        (handle_of(row.pk, entity_id=entity), row, *status_tag(row)) for row in waiting + answered
    ]
    return render(request, "cases/identity_request_list.html", {"rows": rows})


@sensitive_post_parameters()
@sensitive_variables("form", "context")
def answer(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Read a request and answer it."""
    asked = selectors.request_for(request.user, handle)
    form = None
    if asked.status == RequestStatus.WAITING:
        form = AnswerRequestForm(sent(request), asked=asked, request=request)
        if attempt(
            request,
            form,
            lambda: services.answer_identity(
                request=asked,
                by=request.user,
                agrees=form.cleaned_data["answer"] == "agree",
                motivation=form.cleaned_data["motivation"],
            ),
        ):
            messages.success(request, _("Your answer was sent."))
            return redirect("cases:identity_requests")
    record_read(
        AuditAction.IDENTITY_REQUEST_VIEWED, by=request.user, case=asked.case_id, target=asked.pk
    )
    label, tone = status_tag(asked)
    reason = read_or_unavailable(asked, "justification", by=request.user, case=asked.case_id)
    motivation = read_or_unavailable(asked, "motivation", by=request.user, case=asked.case_id)
    context = {
        "form": form,
        "status": label,
        "tone": tone,
        "rows": told(
            [
                *request_facts(asked),
                (_("Why it is necessary"), reason),
                (_("Why it was answered so"), motivation),
            ]
        ),
    }
    return render(request, "cases/identity_request_detail.html", context)
