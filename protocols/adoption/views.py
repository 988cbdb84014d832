"""Pages on which entities adopt a version; nothing of any case is on them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import PermissionRefused
from entities.http import AuthenticatedRequest
from protocols.adoption import selectors, services, tables
from protocols.adoption.forms import AdoptionForm
from protocols.adoption.permissions import can_adopt
from protocols.elements import Lane
from protocols.models import Adoption, ProtocolVersion
from protocols.telling import in_words


def show_adoption(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show who adopted a version, with what, and what is missing."""
    version = selectors.version_with_adoptions(request.user, slug, number)
    context = tables.adoption_page(version, request.user)
    return render(request, "protocols/adoption.html", context)


def adopt(request: AuthenticatedRequest, slug: str, number: int, lane: str) -> HttpResponse:
    """Name the service and the contact with which her entity adopts a lane, or change them."""
    version, its_lane = _lane(request, slug, number, lane)
    standing = selectors.adoption_of(version, request.user.entity, its_lane)
    earlier = None if standing else _earlier(version, request, its_lane)
    form = AdoptionForm(
        request.POST or None, entity=request.user.entity, initial=_initial(standing or earlier)
    )
    if form.is_valid():
        services.adopt_lane(version=version, lane=its_lane, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your entity takes part; the others see whom to reach."))
        return redirect("protocols:adoption", slug=slug, number=number)
    context = {
        "version": version,
        "form": form,
        "name": in_words(its_lane.labels) or its_lane.id,
        "kinds": tables.kinds_of(its_lane),
        "earlier": earlier.version.number if earlier else None,
        "has_services": selectors.services_of(request.user.entity).exists(),
        "entity_code": request.user.entity.code,
    }
    return render(request, "protocols/adoption_form.html", context)


@require_POST
def leave(request: AuthenticatedRequest, slug: str, number: int, lane: str) -> HttpResponse:
    """Take back that her entity adopts a lane."""
    version, its_lane = _lane(request, slug, number, lane)
    services.withdraw_adoption(version=version, lane=its_lane, by=request.user)
    messages.success(request, _("Your entity no longer adopts this part."))
    return redirect("protocols:adoption", slug=slug, number=number)


def _lane(
    request: AuthenticatedRequest, slug: str, number: int, lane: str
) -> tuple[ProtocolVersion, Lane]:
    version = selectors.version_with_adoptions(request.user, slug, number)
    if not can_adopt(request.user, version):
        raise PermissionRefused(
            _("Only a coordinator adopts a flowchart for her entity."), _("Ask your coordinator.")
        )
    return version, selectors.lane_for(version, request.user.entity, lane)


def _earlier(
    version: ProtocolVersion, request: AuthenticatedRequest, lane: Lane
) -> Adoption | None:
    return selectors.earlier_adoption(version, request.user.entity, lane)


def _initial(known: Adoption | None) -> dict[str, object]:
    if known is None:
        return {}
    return {"service": known.service_id, "telephone": known.telephone, "email": known.email}
