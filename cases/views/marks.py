"""Marks that ask for more protection of a case."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import selectors, services
from cases.enums import MarkKind
from cases.forms import MarkForm
from cases.permissions import can_lead, can_lift_mark
from cases.views.pages import attempt, sent, show_form, to_case
from core.exceptions import Conflict, PermissionRefused
from entities.http import AuthenticatedRequest


def set_mark(request: AuthenticatedRequest, code: str, kind: str) -> HttpResponse:
    """Mark a case, with a coded reason."""
    case = selectors.case_for(request.user, code)
    if not can_lead(request.user, case):
        raise PermissionRefused(_("Only people of the responsible entity change the case."))
    if selectors.mark_of(case, kind) is not None:
        raise Conflict(_("The case bears this mark already."))
    form = MarkForm(sent(request))
    if attempt(
        request,
        form,
        lambda: services.set_mark(
            case=case, by=request.user, kind=kind, reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("The case is marked."))
        return to_case(request, case)
    title = str(MarkKind(kind).label)
    lead = _("Coordinators of your entity can take the mark off again; auditors are told then.")
    return show_form(request, form, case, title=title, submit=_("Mark the case"), lead=lead)


@require_POST
def lift_mark(request: AuthenticatedRequest, code: str, kind: str) -> HttpResponseRedirect:
    """Take a mark off."""
    case = selectors.case_for(request.user, code)
    if not can_lift_mark(request.user, case):
        raise PermissionRefused(
            _("Only coordinators of the responsible entity take a mark off."),
            _("Ask your coordinator."),
        )
    mark = selectors.mark_of(case, kind)
    if mark is None:
        raise Conflict(_("Somebody took this mark off before."))
    services.lift_mark(mark=mark, by=request.user)
    messages.success(request, _("The mark is taken off. Those in charge were told."))
    return to_case(request, case)
