"""Pages of the people asked: those with an account, and those who come by a link."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.exceptions import NotVisible
from entities.http import AuthenticatedRequest
from entities.models import User
from protocols.agreement import links, selectors, services, tables
from protocols.agreement.forms import AnswerForm
from protocols.agreement.views.ground import attempt
from protocols.models import AskedPerson
from protocols.permissions import can_read_protocols


def show_asked(request: AuthenticatedRequest) -> HttpResponse:
    """List what this person is or was asked."""
    if not can_read_protocols(request.user):
        raise NotVisible
    rows = tables.asked_rows(selectors.asked_of(request.user), request.user)
    return render(request, "protocols/asked_list.html", {"rows": rows})


def answer_asked(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show her the flowchart and take her answer."""
    if not can_read_protocols(request.user):
        raise NotVisible
    person = selectors.asked_for(request.user, handle)
    return _answer(request, person, by=request.user)


@never_cache
@login_not_required
@require_GET
def consulted(request: HttpRequest, link: str) -> HttpResponse:
    """Take the token out of the address, so that it stays in no history, and lead on."""
    if links.is_too_often(request):
        return _too_often(request)
    if not _is_valid(selectors.asked_by_token(link)):
        raise _no_longer()
    response = redirect("protocols:consulted_page")
    links.keep_token(response, link)
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@login_not_required
def consulted_page(request: HttpRequest) -> HttpResponse:
    """Show somebody outside the flowchart and take her answer."""
    if links.is_too_often(request):
        return _too_often(request)
    person = selectors.asked_by_token(links.token_of(request))
    # What is sent too late is shown again with the reason: it shall not be lost.
    if person is None or (request.method != "POST" and not _is_valid(person)):
        raise _no_longer()
    return _answer(request, person, by=None)


def _too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def _is_valid(person: AskedPerson | None) -> bool:
    return person is not None and not (
        selectors.is_over(person.consultation) or not person.consultation.is_live
    )


def _no_longer() -> NotVisible:
    return NotVisible(
        _("This link no longer works."),
        _("Its last day has passed, or another one took its place. Ask whoever gave it to you."),
    )


def _answer(request: HttpRequest, person: AskedPerson, *, by: User | None) -> HttpResponse:
    definition = selectors.asked_definition(person.consultation)
    form = AnswerForm(
        request.POST or None,
        person=person,
        items=tables.items_to_comment(definition),
        lane=tables.lane_title(definition, person.lane),
    )
    if form.is_valid():
        given, base = form.given(), form.cleaned_data["based_on"]
        if attempt(
            form,
            lambda: services.give_answer(person=person, given=given, based_on=base, by=by),
        ):
            messages.success(
                request, _("Your answer is saved. You can change it until the last day.")
            )
            return redirect(request.path)
        form.base_on(selectors.saves_of(person))
    context = tables.asked_page(person, definition) | {"form": form, "is_outside": by is None}
    return render(request, "protocols/asked_detail.html", context)
