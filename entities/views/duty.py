"""Hours of a service, the rota of an entity, and the sheet of duty contacts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import Conflict
from core.pdf import print_pdf
from entities import selectors
from entities.enums import HoursKind
from entities.forms import HoursForm, ShiftForm
from entities.http import AuthenticatedRequest
from entities.selectors import duty
from entities.services import duty as kept
from entities.views.directory import require_directory
from entities.views.facts import moment
from entities.views.offers import hours_of


def hours(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Change when a service is open and on duty."""
    service = selectors.service_for(request.user, code, handle)
    form = HoursForm(request.POST or None, initial=HoursForm.initial_of(service.hours.all()))
    if form.is_valid():
        kept.set_hours(service=service, hours=form.hours(), by=request.user)
        messages.success(request, _("The hours are saved."))
        return redirect("entities:detail", code=code)
    context = {"form": form, "entity": service.entity, "service": service}
    return render(request, "entities/hours_form.html", context)


def rota(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show who is on duty in the next four weeks, and plan a turn."""
    entity = selectors.entity_for(request.user, code)
    form = ShiftForm(request.POST or None, entity=entity)
    if form.is_valid() and _told(form, lambda: _plan(request, form)):
        messages.success(request, _("The turn of duty is planned."))
        return redirect("entities:rota", code=code)
    rows = [
        {
            "handle": selectors.handle_for(request.user, shift),
            "title": f"{shift.service.name} · {shift.person.name}",
            "when": f"{moment(shift.since)} – {moment(shift.until)}",  # noqa: RUF001 -- a range
            "turn": shift.turn,
            "now": shift.since <= timezone.now(),
        }
        for shift in duty.rota_of(entity)
    ]
    return render(request, "entities/rota.html", {"entity": entity, "rows": rows, "form": form})


def _plan(request: AuthenticatedRequest, form: ShiftForm) -> None:
    kept.plan_shift(**form.cleaned_data, by=request.user)


def _told(form: ShiftForm, act: Callable[[], None]) -> bool:
    """Do it; say beside the fields why it could not be done."""
    try:
        act()
    except Conflict as conflict:
        form.add_error(None, f"{conflict.explanation} {conflict.advice}".strip())
        return False
    return True


@require_POST
def end_shift(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Take a turn out of the rota."""
    entity = selectors.entity_for(request.user, code)
    kept.end_shift(shift=duty.shift_for(request.user, entity, handle), by=request.user)
    messages.success(request, _("The turn of duty is taken out."))
    return redirect("entities:rota", code=code)


def contacts(request: AuthenticatedRequest) -> HttpResponse:
    """Show whom to ring in an emergency, service by service."""
    require_directory(request)
    return render(request, "entities/duty_contacts.html", _sheet(request))


def print_contacts(request: AuthenticatedRequest) -> HttpResponse:
    """Print the same sheet as PDF."""
    require_directory(request)
    page = render_to_string("entities/duty_contacts_print.html", _sheet(request))
    answer = HttpResponse(print_pdf(page), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="duty-contacts.pdf"'
    return answer


def _sheet(request: AuthenticatedRequest) -> dict[str, object]:
    rows = [
        {
            "entity": contact.service.entity.name,
            "service": contact.service.name,
            "number": contact.number,
            "hours": hours_of(contact.service, HoursKind.DUTY),
            "now": contact.on_duty,
        }
        for contact in duty.duty_contacts(request.user)
    ]
    return {"rows": rows, "language": get_language(), "at": timezone.now()}
