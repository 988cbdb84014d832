"""From a name that came out to the auditor's reference, by a custodian's yes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET

from audit.enums import AuditAction
from audit.services import record_read
from core.exceptions import PermissionRefused
from entities.http import AuthenticatedRequest
from reports import services
from reports.forms import AnswerForm, AskNameForm
from reports.models import NameEnquiry
from reports.permissions import can_ask_name, can_guard
from reports.selectors import enquiries as selectors
from reports.tables import enquiry_rows
from reports.views.pages import require_auditor
from vault.exceptions import Unreadable


def _require_party(request: AuthenticatedRequest) -> None:
    if not (can_ask_name(request.user) or can_guard(request.user)):
        raise PermissionRefused(_("This page is for auditors and custodians."))


@require_GET
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """List what an auditor asked, or what waits for a custodian; no name is opened."""
    _require_party(request)
    user = request.user
    context = {
        "can_ask": can_ask_name(user),
        "asked": enquiry_rows(selectors.enquiries_of(user), reader=user, page="reports:enquiry"),
        "waiting": enquiry_rows(
            selectors.enquiries_waiting_for(user), reader=user, page="reports:answer_name"
        ),
    }
    return render(request, "reports/enquiries.html", context)


@sensitive_post_parameters()
@sensitive_variables()
def ask(request: AuthenticatedRequest) -> HttpResponse:
    """Take a name that came out and the reason, under a second factor."""
    require_auditor(request.user)
    form = AskNameForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        name, why = form.cleaned_data["name"], form.cleaned_data["justification"]
        services.ask_name(name=name, justification=why, by=request.user)
        messages.success(request, _("A custodian is asked. You will be told when it is answered."))
        return redirect("reports:enquiries")
    return render(request, "reports/ask_name.html", {"form": form})


def _tell(request: AuthenticatedRequest, enquiry: NameEnquiry) -> None:
    record_read(AuditAction.ENQUIRY_VIEWED, by=request.user, target=enquiry.pk)


def _opened(enquiry: NameEnquiry, name: str) -> object:
    try:
        return getattr(enquiry, name)
    except Unreadable:
        return _("unavailable")


@require_GET
@sensitive_variables()
def show(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show the auditor who asked what came of it: references only."""
    enquiry = selectors.enquiry_asked_by(request.user, handle)
    _tell(request, enquiry)
    context = {
        "enquiry": enquiry,
        "motivation": _opened(enquiry, "motivation"),
        "found": _opened(enquiry, "found"),
    }
    return render(request, "reports/enquiry.html", context)


@sensitive_post_parameters()
@sensitive_variables()
def answer(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show a custodian the name and the reason, and take her answer under a second factor."""
    enquiry = selectors.enquiry_to_answer(request.user, handle)
    _tell(request, enquiry)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, request=request, record=enquiry.pk)
    if form.is_valid():
        agrees, why = form.cleaned_data["agrees"] == "yes", form.cleaned_data["motivation"]
        services.answer_enquiry(enquiry=enquiry, agrees=agrees, motivation=why, by=request.user)
        messages.success(request, _("Your answer is kept. Who asked is told."))
        return redirect("reports:enquiries")
    rows = [
        (_("Asked by"), enquiry.asked_by.name),
        (_("The name that came out"), _opened(enquiry, "name")),
        (_("Why it must be known"), _opened(enquiry, "justification")),
    ]
    return render(request, "reports/answer_name.html", {"form": form, "rows": rows})
