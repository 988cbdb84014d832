"""Entities and what they offer."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.exceptions import PermissionRefused
from entities import selectors, services
from entities.forms import EntityForm, ServiceForm
from entities.http import AuthenticatedRequest
from entities.permissions import can_manage_entities, can_manage_services, can_see_staff
from entities.views.facts import facts_of_entity

PER_PAGE = 25


def _administrators_only(request: AuthenticatedRequest) -> None:
    if not can_manage_entities(request.user):
        raise PermissionRefused(_("Only an administrator may change entities."))


def show_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the entities whose administration is hers."""
    if not can_see_staff(request.user):
        raise PermissionRefused(_("This page is for administrators and coordinators."))
    page = Paginator(selectors.entities_visible_to(request.user), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "may_manage": can_manage_entities(request.user)}
    return render(request, "entities/entity_list.html", context)


def detail(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show an entity: what it is, and what it offers."""
    entity = selectors.entity_for(request.user, code)
    context = {
        "entity": entity,
        "facts": facts_of_entity(entity),
        "services": selectors.services_of(entity),
        "may_manage": can_manage_entities(request.user),
        "may_manage_services": can_manage_services(request.user, entity),
        "reader_entity": request.user.entity_id,
    }
    return render(request, "entities/entity_detail.html", context)


def create(request: AuthenticatedRequest) -> HttpResponse:
    """Take in a new entity."""
    _administrators_only(request)
    form = EntityForm(request.POST or None)
    if form.is_valid():
        entity = services.create_entity(by=request.user, **form.cleaned_data)
        return redirect("entities:detail", code=entity.code)
    return render(request, "entities/entity_form.html", {"form": form, "entity": None})


def change(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Change what an entity is."""
    entity = selectors.entity_for(request.user, code)
    _administrators_only(request)
    form = EntityForm(request.POST or None, instance=entity)
    if form.is_valid():
        services.change_entity(entity=entity, by=request.user, **form.cleaned_data)
        return redirect("entities:detail", code=code)
    return render(request, "entities/entity_form.html", {"form": form, "entity": entity})


def create_service(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Put a service of the entity into the directory."""
    entity = selectors.entity_for(request.user, code)
    form = ServiceForm(request.POST or None, entity=entity)
    if form.is_valid():
        services.add_service(entity=entity, by=request.user, **form.cleaned_data)
        return redirect("entities:detail", code=code)
    return render(request, "entities/service_form.html", {"form": form, "entity": entity})


def change_service(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Change a service, or take it out of the directory."""
    service = selectors.service_for(request.user, code, handle)
    form = ServiceForm(request.POST or None, instance=service, entity=service.entity)
    if form.is_valid():
        services.change_service(service=service, by=request.user, **form.cleaned_data)
        return redirect("entities:detail", code=code)
    context = {"form": form, "entity": service.entity, "service": service}
    return render(request, "entities/service_form.html", context)
