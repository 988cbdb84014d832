"""The step table, and the pages on which one thing of a draft is changed or added."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.exceptions import NotVisible
from entities.http import AuthenticatedRequest
from protocols.agreement.selectors import asked_until
from protocols.definition import Definition
from protocols.elements import Gateway
from protocols.models import ProtocolVersion
from protocols.studio import forms, selectors, tables
from protocols.studio.services import Saved
from protocols.studio.views.saving import base_of, bind, lead_on, save
from protocols.studio.words import name_of


def show_table(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show a draft as a table of its steps, with what the check found."""
    version = selectors.draft_for(request.user, slug, number)
    context = tables.draft_page(version, selectors.definition_at(version, version.revision))
    context |= {
        "asides": selectors.asides_of(request.user, version).defer("xml"),
        "may_undo": selectors.state_before(version) is not None,
        "may_redo": selectors.state_after(version) is not None,
        "asked_until": asked_until(version),
    }
    return render(request, "protocols/studio/table.html", context)


def edit_element(
    request: AuthenticatedRequest, slug: str, number: int, element: str
) -> HttpResponse:
    """Change a lane, an element or an arrow; on the drawing board this is its panel."""
    version = selectors.draft_for(request.user, slug, number)
    definition = selectors.definition_at(version, base_of(request, version))
    form = bind(request, version, forms.form_for(definition, element), element)
    context = {
        **tables.element_page(version, definition, element),
        "title": name_of(definition, element),
        "based_on": base_of(request, version),
    }
    return _change(request, version, form, context)


def _change(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    form: forms.EditForm,
    context: tables.Row,
    back: tuple[str, ...] = ("table",),
) -> HttpResponse:
    """Save what the form asks for and go `back`, or show it; the board's panel stays on the board."""
    saved = save(request, version, form)
    if saved is not None:
        return _told_to_board(saved) if request.htmx else lead_on(request, saved, *back)
    shown = {
        "form": form,
        "back_url": tables.address(version, *back),
        "action": request.path,
        **context,
    }
    part = "#panel" if request.htmx else ""
    return render(request, f"protocols/studio/change.html{part}", shown)


def _told_to_board(saved: Saved) -> HttpResponse:
    """Let the board read the draft again, or go to where both states are shown."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    if saved.aside is not None:
        response["HX-Redirect"] = tables.address(saved.version, "aside", str(saved.aside))
    else:
        response["HX-Trigger"] = "studio:changed"
    return response


def edit_about(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Change what the flowchart is called."""
    version = selectors.draft_for(request.user, slug, number)
    form = bind(request, version, forms.AboutForm)
    return _change(request, version, form, {"title": _("Name of the flowchart")})


def _change_at(
    request: AuthenticatedRequest,
    where: tuple[str, int, str],
    form_class: type[forms.EditForm],
    title: str,
    fits: Callable[[Definition, str], bool],
) -> HttpResponse:
    """Change something at one element (`where`: slug, number, element) that `fits` the form."""
    slug, number, element = where
    version = selectors.draft_for(request.user, slug, number)
    definition = selectors.definition_at(version, base_of(request, version))
    if not fits(definition, element):
        raise NotVisible
    form = bind(request, version, form_class, element)
    context = {
        "title": title,
        "subtitle": name_of(definition, element),
        "panel_back": tables.address(version, "element", element),
    }
    return _change(request, version, form, context)


def add(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Add something on an arrow."""
    where = slug, number, element
    return _change_at(request, where, forms.AddForm, _("Add"), lambda d, name: name in d.flows)


def add_branch(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Add a branch to a split."""
    where = slug, number, element
    return _change_at(
        request,
        where,
        forms.BranchForm,
        _("Add a branch"),
        lambda d, name: isinstance(d.nodes.get(name), Gateway),
    )


def add_limit(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Put a time limit on a step."""
    where, title = (slug, number, element), _("Add a time limit")
    return _change_at(request, where, forms.LimitOnStepForm, title, lambda d, name: name in d.steps)


def move(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Move a step elsewhere."""
    where = slug, number, element
    return _change_at(request, where, forms.MoveForm, _("Move"), lambda d, name: name in d.nodes)


def add_lane(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Add a lane."""
    version = selectors.draft_for(request.user, slug, number)
    form = bind(request, version, forms.NewLaneForm)
    return _change(request, version, form, {"title": _("Add a lane")})


def add_source(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Name a source that steps can give as their basis."""
    version = selectors.draft_for(request.user, slug, number)
    form = bind(request, version, forms.SourceForm)
    return _change(request, version, form, {"title": _("Add a source")})


def edit_answer(
    request: AuthenticatedRequest, slug: str, number: int, element: str, name: str = ""
) -> HttpResponse:
    """Change or add a coded answer of a step."""
    version = selectors.draft_for(request.user, slug, number)
    step = selectors.definition_at(version, base_of(request, version)).step(element)
    if step is None or (name and name not in {item.name for item in step.fields}):
        raise NotVisible
    form = bind(request, version, forms.FieldForm, element, asked=name)
    title = _("Change an answer") if name else _("Add an answer")
    context = {"title": title, "panel_back": tables.address(version, "element", element)}
    return _change(request, version, form, context, back=("element", element))
