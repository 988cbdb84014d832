"""The list of what she must avoid."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import selectors
from cases.forms.avoidances import AvoidanceForm
from cases.models import Avoidance
from cases.permissions import accepts_work, can_work
from cases.selectors import avoidances as listed
from cases.services import avoidances as services
from cases.views.pages import attempt, sent, tell_reading
from core import vocabularies
from core.codes import show_code
from core.exceptions import PermissionRefused
from core.handles import handle_of
from entities.http import AuthenticatedRequest
from entities.territories import territory_name


def show(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show what she must avoid, and take another entry."""
    case = selectors.case_for(request.user, code)
    if not can_work(request.user, case):
        raise PermissionRefused(_("Only people who work the case see this list."))
    form = AvoidanceForm(sent(request))
    if attempt(
        request,
        form,
        lambda: services.record_avoidance(case=case, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("It is on her list."))
        return redirect("cases:avoidances", code)
    tell_reading(request, case, "avoidances")
    held = selectors.code_for(case, request.user.entity)
    rows = [_row(row, request) for row in listed.avoidances_shown_to(request.user, case)]
    context = {
        "rows": rows,
        "form": form if accepts_work(case) else None,
        "code": held,
        "shown": show_code(held),
    }
    return render(request, "cases/avoidances.html", context)


def _row(row: Avoidance, request: AuthenticatedRequest) -> dict[str, object]:
    what = [
        row.avoided_entity.name if row.avoided_entity else "",
        territory_name(row.territory) if row.territory else "",
        row.words,
    ]
    return {
        "handle": handle_of(row.pk, entity_id=request.user.entity_id),
        "kind": vocabularies.label("avoid_kind", row.kind),
        "what": " · ".join(filter(None, what)),
        "when": row.recorded_at,
    }


@require_POST
def end(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Take an entry off the list."""
    case = selectors.case_for(request.user, code)
    if not can_work(request.user, case):
        raise PermissionRefused(_("Only people who work the case see this list."))
    services.end_avoidance(row=listed.avoidance_for(request.user, case, handle), by=request.user)
    messages.success(request, _("It is off her list."))
    return redirect("cases:avoidances", code)
