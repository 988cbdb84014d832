"""People of an entity: accounts and roles."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import NotVisible, PermissionRefused
from entities import selectors, services
from entities.enums import Role, SuspensionKind
from entities.forms import GrantRoleForm, HeirForm, MoveForm, NewPersonForm, PersonForm, StaffFilter
from entities.http import AuthenticatedRequest
from entities.models import User
from entities.permissions import (
    can_grant_role,
    can_manage_entities,
    can_manage_person,
    can_see_staff,
)
from entities.roles import NEEDS_SECOND_PERSON
from entities.views.facts import facts_of_person

PER_PAGE = 25


def _staff_only(request: AuthenticatedRequest) -> None:
    if not can_see_staff(request.user):
        raise PermissionRefused(_("This page is for administrators and coordinators."))


def _refuse_unless_managed(request: AuthenticatedRequest, person: User) -> None:
    if not can_manage_person(request.user, person):
        raise PermissionRefused(_("You may not change this account."))


def staff(request: AuthenticatedRequest) -> HttpResponse:
    """List the people whose accounts are hers to look after."""
    _staff_only(request)
    narrowing = StaffFilter(request.GET, by=request.user)
    people = selectors.staff_visible_to(request.user, **narrowing.answers())
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        (person, [Role(held.role).label for held in person.open_roles])  # type: ignore[attr-defined]
        for person in page
    ]
    context = {
        "waiting": selectors.count_of_open_decisions(request.user),
        "page": page,
        "rows": rows,
        "filter_form": narrowing,
        "own_entity": None if can_manage_entities(request.user) else request.user.entity,
        "reader_entity": request.user.entity_id,
    }
    return render(request, "entities/person_list.html", context)


def create(request: AuthenticatedRequest) -> HttpResponse:
    """Make an account; an invitation goes to its owner."""
    _staff_only(request)
    form = NewPersonForm(request.POST or None, by=request.user)
    if form.is_valid():
        data = {"entity": request.user.entity, **form.cleaned_data}
        grave = sorted(set(data["roles"]) & NEEDS_SECOND_PERSON)
        data["roles"] = set(data["roles"]) - NEEDS_SECOND_PERSON
        person = services.create_user(by=request.user, **data)
        messages.success(request, _("The account is made; an invitation was sent."))
        return _go_on_to(request, person, ask_for=grave)
    return render(request, "entities/person_form.html", {"form": form, "person": None})


def _go_on_to(request: AuthenticatedRequest, person: User, *, ask_for: list[Role]) -> HttpResponse:
    """Lead to the new account, or on to asking for what nobody gives alone: that needs a factor."""
    handle = selectors.handle_for(request.user, person)
    if not ask_for:
        return redirect("entities:person", handle=handle)
    query = urlencode([("role", role.value) for role in ask_for])
    return redirect(f"{reverse('entities:ask_role', args=[handle])}?{query}")


def detail(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show a person's account and roles."""
    services.carry_out_due(person=selectors.person_for(request.user, handle))
    return _show(request, handle, selectors.person_for(request.user, handle))


def _show(
    request: AuthenticatedRequest, handle: str, person: User, **bound: forms.Form
) -> HttpResponse:
    """Show the page; `bound` are forms that were sent and not accepted."""
    managed = can_manage_person(request.user, person)
    offered = selectors.roles_to_offer(request.user, person)
    alone = [role for role in offered if role not in NEEDS_SECOND_PERSON]
    suspended = selectors.suspensions_known_to(request.user, person)
    context = {
        "person": person,
        "handle": handle,
        "facts": facts_of_person(person),
        "roles": [
            (held, Role(held.role), can_grant_role(request.user, person, Role(held.role)))
            for held in selectors.role_history(person)
        ],
        "may_manage": managed,
        "may_grant": managed and bool(alone),
        "may_ask_role": managed and len(alone) < len(offered),
        "decisions": selectors.open_decisions_about(person, reader=request.user),
        "reader_entity": request.user.entity_id,
        "dormant": SuspensionKind.DORMANT in suspended,
        "silent": SuspensionKind.SILENT in suspended,
        "may_move": managed and can_manage_entities(request.user),
        "grant_form": GrantRoleForm(offered=alone),
        "move_form": MoveForm(person=person),
        **bound,
    }
    return render(request, "entities/person_detail.html", context)


def change(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Change the name colleagues see."""
    person = selectors.person_for(request.user, handle)
    _refuse_unless_managed(request, person)
    form = PersonForm(request.POST or None, initial={"name": person.name})
    if form.is_valid():
        services.change_user(user=person, name=form.cleaned_data["name"], by=request.user)
        return redirect("entities:person", handle=handle)
    context = {"form": form, "person": person, "handle": handle}
    return render(request, "entities/person_form.html", context)


@require_POST
def grant(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Give a role."""
    person = selectors.person_for(request.user, handle)
    form = GrantRoleForm(request.POST, offered=list(Role))
    if not form.is_valid():
        offered = selectors.roles_to_offer(request.user, person)
        return _show(
            request, handle, person, grant_form=GrantRoleForm(request.POST, offered=offered)
        )
    services.grant_role(user=person, role=form.cleaned_data["role"], by=request.user)
    return redirect("entities:person", handle=handle)


@require_POST
def end_role(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """End a role."""
    person = selectors.person_for(request.user, handle)
    form = GrantRoleForm(request.POST, offered=list(Role))
    if not form.is_valid():
        raise NotVisible
    services.end_role(user=person, role=form.cleaned_data["role"], by=request.user)
    return redirect("entities:person", handle=handle)


@require_POST
def move(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Move a person to another entity."""
    person = selectors.person_for(request.user, handle)
    form = MoveForm(request.POST, person=person)
    if not form.is_valid():
        return _show(request, handle, person, move_form=form)
    services.move_user(user=person, entity=form.cleaned_data["entity"], by=request.user)
    return redirect("entities:person", handle=handle)


def deactivate(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show what the person holds and who takes it; then close her account."""
    person = selectors.person_for(request.user, handle)
    _refuse_unless_managed(request, person)
    heirs = list(selectors.heirs_of(person))
    posted = request.POST if request.method == "POST" else None
    form = HeirForm(posted, heirs=heirs, by=request.user)
    if form.is_valid():
        services.deactivate_user(user=person, by=request.user, work_to=form.chosen())
        return redirect("entities:person", handle=handle)
    work = selectors.work_of(person)
    context = {
        "form": form,
        "person": person,
        "handle": handle,
        "work": work,
        "stalls": not heirs and any(count for _label, count in work),
    }
    return render(request, "entities/person_deactivate.html", context)


@require_POST
def lift(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Let somebody sign in again whose account nobody used for long."""
    person = selectors.person_for(request.user, handle)
    services.lift_suspension(user=person, kind=SuspensionKind.DORMANT, by=request.user)
    return redirect("entities:person", handle=handle)


@require_POST
def reactivate(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Open an account again."""
    person = selectors.person_for(request.user, handle)
    services.reactivate_user(user=person, by=request.user)
    return redirect("entities:person", handle=handle)


@require_POST
def send_link(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Send the person a link to set her password."""
    person = selectors.person_for(request.user, handle)
    services.send_link(user=person, by=request.user)
    messages.success(request, _("A link to set the password was sent."))
    return redirect("entities:person", handle=handle)
