"""The step table, and the pages on which one thing of a draft is changed or added."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.exceptions import NotVisible
from entities.http import AuthenticatedRequest
from protocols.elements import Gateway
from protocols.models import ProtocolVersion
from protocols.studio import forms, selectors, tables
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
    }
    return render(request, "protocols/studio/table.html", context)


def edit_element(
    request: AuthenticatedRequest, slug: str, number: int, element: str
) -> HttpResponse:
    """Change a lane, an element or an arrow; on the drawing board this is its panel."""
    version = selectors.draft_for(request.user, slug, number)
    definition = selectors.definition_at(version, base_of(request, version))
    form = bind(request, version, forms.form_for(definition, element), element)
    saved = save(request, version, form)
    if saved is not None and not request.htmx:
        return lead_on(request, saved, "table")
    if saved is not None:
        return _told_to_board(saved.version, saved.aside)
    context = {
        **tables.element_page(version, definition, element),
        "title": name_of(definition, element),
        "based_on": base_of(request, version),
    }
    return _page(request, version, form, context, part="#panel" if request.htmx else "")


def _told_to_board(version: ProtocolVersion, aside: int | None) -> HttpResponse:
    """Let the board read the draft again, or go to where both states are shown."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    if aside is not None:
        response["HX-Redirect"] = tables.address(version, "aside", str(aside))
    else:
        response["HX-Trigger"] = "studio:changed"
    return response


def _page(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    form: forms.EditForm,
    context: tables.Row,
    part: str = "",
) -> HttpResponse:
    shown = {
        "form": form,
        "back_url": tables.address(version, "table"),
        "action": request.path,
        **context,
    }
    return render(request, f"protocols/studio/change.html{part}", shown)


def edit_about(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Change what the flowchart is called."""
    version = selectors.draft_for(request.user, slug, number)
    form = bind(request, version, forms.AboutForm)
    if saved := save(request, version, form):
        return lead_on(request, saved, "table")
    return _page(request, version, form, {"title": _("Name of the flowchart")})


def add(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Add something on an arrow."""
    version = selectors.draft_for(request.user, slug, number)
    definition = selectors.definition_at(version, base_of(request, version))
    if element not in definition.flows:
        raise NotVisible
    form = bind(request, version, forms.AddForm, element)
    if saved := save(request, version, form):
        return lead_on(request, saved, "table")
    context = {"title": _("Add"), "subtitle": name_of(definition, element)}
    return _page(request, version, form, context)


def add_branch(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Add a branch to a split."""
    version = selectors.draft_for(request.user, slug, number)
    definition = selectors.definition_at(version, base_of(request, version))
    if not isinstance(definition.nodes.get(element), Gateway):
        raise NotVisible
    form = bind(request, version, forms.BranchForm, element)
    if saved := save(request, version, form):
        return lead_on(request, saved, "table")
    context = {"title": _("Add a branch"), "subtitle": name_of(definition, element)}
    return _page(request, version, form, context)


def add_limit(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Put a time limit on a step."""
    version = selectors.draft_for(request.user, slug, number)
    definition = selectors.definition_at(version, base_of(request, version))
    if element not in definition.steps:
        raise NotVisible
    form = bind(request, version, forms.LimitOnStepForm, element)
    if saved := save(request, version, form):
        return lead_on(request, saved, "table")
    context = {"title": _("Add a time limit"), "subtitle": name_of(definition, element)}
    return _page(request, version, form, context)


def move(request: AuthenticatedRequest, slug: str, number: int, element: str) -> HttpResponse:
    """Move a step elsewhere."""
    version = selectors.draft_for(request.user, slug, number)
    definition = selectors.definition_at(version, base_of(request, version))
    if element not in definition.nodes:
        raise NotVisible
    form = bind(request, version, forms.MoveForm, element)
    if saved := save(request, version, form):
        return lead_on(request, saved, "table")
    context = {"title": _("Move"), "subtitle": name_of(definition, element)}
    return _page(request, version, form, context)


def add_lane(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Add a lane."""
    version = selectors.draft_for(request.user, slug, number)
    form = bind(request, version, forms.NewLaneForm)
    if saved := save(request, version, form):
        return lead_on(request, saved, "table")
    return _page(request, version, form, {"title": _("Add a lane")})


def add_source(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Name a source that steps can give as their basis."""
    version = selectors.draft_for(request.user, slug, number)
    form = bind(request, version, forms.SourceForm)
    if saved := save(request, version, form):
        return lead_on(request, saved, "table")
    return _page(request, version, form, {"title": _("Add a source")})


def edit_answer(
    request: AuthenticatedRequest, slug: str, number: int, element: str, name: str = ""
) -> HttpResponse:
    """Change or add a coded answer of a step."""
    version = selectors.draft_for(request.user, slug, number)
    step = selectors.definition_at(version, base_of(request, version)).step(element)
    if step is None or (name and name not in {item.name for item in step.fields}):
        raise NotVisible
    form = bind(request, version, forms.FieldForm, element, asked=name)
    if saved := save(request, version, form):
        return lead_on(request, saved, "element", element)
    title = _("Change an answer") if name else _("Add an answer")
    back = {"back_url": tables.address(version, "element", element)}
    return _page(request, version, form, {"title": title, **back})
