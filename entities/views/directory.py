"""The directory: searching, a service by itself, and the free places that its entity keeps."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import Conflict, PermissionRefused
from entities import selectors
from entities.forms import DirectorySearch, PlacesForm
from entities.http import AuthenticatedRequest
from entities.permissions import can_exchange_services, can_search_directory
from entities.selectors import fitting
from entities.services import places as kept
from entities.views.offers import facts_of_service, places_of, row_of, told_of

PER_PAGE = 25


def require_directory(request: AuthenticatedRequest) -> None:
    """Refuse whom the directory is not for."""
    if not can_search_directory(request.user):
        raise PermissionRefused(
            _("The directory is for people who work cases, answer emergencies or administer."),
            _("Go back to your own pages."),
        )


def search(request: AuthenticatedRequest) -> HttpResponse:
    """Search the directory: what fits best first, and why."""
    require_directory(request)
    form = DirectorySearch(request.GET)
    form.full_clean()
    wanted = form.wanted()
    found = fitting.directory_for(request.user)
    if form.need_code:
        found = found.filter(service_type=form.need_code)
    rows = fitting.by_fit(found.filter(is_paused=False), wanted)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [row_of(service, wanted, reader=request.user) for service in page],
        "may_exchange": can_exchange_services(request.user),
        "own": request.user.entity.code,
    }
    return render(request, "entities/directory.html", context)


def detail(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show what the directory says of one service."""
    service = fitting.listed_service(request.user, handle)
    context = {"service": service, "facts": facts_of_service(service)}
    return render(request, "entities/directory_service.html", context)


def places(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the free places of an entity's services, each told anew in one press."""
    entity = selectors.entity_for(request.user, code)
    rows = [
        {
            "service": service,
            "handle": selectors.handle_for(request.user, service),
            "places": places_of(service),
            "told": told_of(service),
            "less": (service.places_free or 0) - 1,
            "more": (service.places_free or 0) + 1,
        }
        for service in selectors.services_of(entity)
        if service.places_total is not None and service.is_active
    ]
    return render(request, "entities/places.html", {"entity": entity, "rows": rows})


@require_POST
def confirm_places(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Take the number that was pressed."""
    service = selectors.service_for(request.user, code, handle)
    form = PlacesForm(request.POST)
    if not form.is_valid():
        raise Conflict(_("This is not a number of places."), _("Go back and press again."))
    free, seen = form.cleaned_data["free"], form.cleaned_data["seen"]
    service = kept.confirm_places(service=service, free=free, seen=seen, by=request.user)
    messages.success(request, f"{service.name}: {places_of(service)}")
    return redirect("entities:places", code=code)
