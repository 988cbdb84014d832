"""Pages that try a flowchart out; nothing of any case is on them, and nothing they do reaches one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import NotVisible
from entities.http import AuthenticatedRequest
from protocols.actions import Action, Deed
from protocols.definition import Definition
from protocols.models import ProtocolVersion
from protocols.selectors import definition_of, version_for
from protocols.telling import in_words
from protocols.tryout import selectors, services, tables
from protocols.tryout.examples import MAX_MOVES, Example
from protocols.tryout.forms import ExampleForm, MoveForm, initial_of
from protocols.tryout.permissions import can_change_examples
from protocols.tryout.sessions import keep_moves, moves_of
from protocols.tryout.walks import Walk, choices, walk


def show_walk(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show where the walk stands, and ask for the answers of an open step."""
    version = version_for(request.user, slug, number)
    definition, walked = _walked(request, version)
    if walked.failed:
        messages.warning(
            request, _("The flowchart has changed: the walk goes only as far as this.")
        )
    open_steps = choices(definition, walked.state).steps
    asked = request.GET.get("step", "")
    chosen = asked if asked in open_steps else next(iter(open_steps), "")
    form = None
    if chosen:
        form = MoveForm(task=definition.steps[chosen], at=len(walked.moves))
    return _show(request, version, (definition, walked), form, chosen)


@require_POST
def make_move(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Complete or refuse a step, or let a time be up."""
    version = version_for(request.user, slug, number)
    definition, walked = _walked(request, version)
    deed, element = request.POST.get("move-do", ""), request.POST.get("move-element", "")
    if deed not in list(Deed) or element not in definition.nodes:
        raise NotVisible
    back = redirect("protocols:try", slug=slug, number=number)
    if request.POST.get("move-at") != str(len(walked.moves)):
        messages.warning(request, _("The page was out of date. This is where the walk stands."))
        return back
    action, task = Action(Deed(deed), element), definition.step(element)
    if action.deed is Deed.COMPLETE and task:
        form = MoveForm(request.POST, task=task, at=len(walked.moves))
        if not form.is_valid():
            return _show(request, version, (definition, walked), form, element)
        action = Action(Deed.COMPLETE, element, form.answers())
    _keep(request, version, (definition, walked), action)
    return back


@require_POST
def step_back(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Go back to so many moves; without a number, start again."""
    version = version_for(request.user, slug, number)
    wanted = request.POST.get("to", "0")
    left = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < len("9999") else 0
    keep_moves(request.session, version.pk, moves_of(request.session, version.pk)[:left])
    return redirect("protocols:try", slug=slug, number=number)


def show_examples(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """List the example cases of a version with how they come out now."""
    version = version_for(request.user, slug, number)
    definition = definition_of(version)
    tried = selectors.run_examples(version, definition)
    context = {
        "title": in_words(definition.labels),
        "version": version,
        "rows": tables.example_rows(version, definition, tried),
        "failing": sum(not item.outcome.holds for item in tried),
        "may_change": can_change_examples(request.user, version),
    }
    return render(request, "protocols/tryout_examples.html", context)


def add_example(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Ask for an example case; `?walk=1` begins with the walk as it stands."""
    version = version_for(request.user, slug, number)
    services.check_may_change(version=version, by=request.user)
    definition, walked = _walked(request, version)
    begin = Example({}, walked.moves, walked.path) if "walk" in request.GET else Example({}, (), ())
    form = ExampleForm(request.POST or None, definition=definition, initial=initial_of(begin))
    if form.is_valid():
        services.add_example(version=version, example=form.example(), by=request.user)
        messages.success(request, _("The example case is kept with the flowchart."))
        return redirect("protocols:examples", slug=slug, number=number)
    return _ask_example(request, version, definition, form)


def change_example(
    request: AuthenticatedRequest, slug: str, number: int, example: int
) -> HttpResponse:
    """Show an example case of a draft to be changed."""
    version = version_for(request.user, slug, number)
    services.check_may_change(version=version, by=request.user)
    row, definition = selectors.example_for(version, example), definition_of(version)
    initial = initial_of(Example.from_json(row.content))
    form = ExampleForm(request.POST or None, definition=definition, initial=initial)
    if form.is_valid():
        services.change_example(
            version=version, number=example, example=form.example(), by=request.user
        )
        messages.success(request, _("The example case is changed."))
        return redirect("protocols:examples", slug=slug, number=number)
    return _ask_example(request, version, definition, form)


@require_POST
def remove_example(
    request: AuthenticatedRequest, slug: str, number: int, example: int
) -> HttpResponse:
    """Take an example case out of a draft."""
    version = version_for(request.user, slug, number)
    services.remove_example(version=version, number=example, by=request.user)
    messages.success(request, _("The example case is removed."))
    return redirect("protocols:examples", slug=slug, number=number)


def _walked(request: AuthenticatedRequest, version: ProtocolVersion) -> tuple[Definition, Walk]:
    definition = definition_of(version)
    return definition, walk(definition, moves_of(request.session, version.pk))


def _show(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    walking: tuple[Definition, Walk],
    form: MoveForm | None,
    chosen: str,
) -> HttpResponse:
    definition, walked = walking
    context = {
        **tables.walk_page(version, definition, walked, chosen),
        "form": form,
        "may_record": can_change_examples(request.user, version),
    }
    return render(request, "protocols/tryout_walk.html", context)


def _keep(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    walking: tuple[Definition, Walk],
    action: Action,
) -> None:
    definition, walked = walking
    moves = [*walked.moves, action]
    if len(moves) > MAX_MOVES:
        messages.error(request, _("The walk is too long. Go back, or start again."))
    elif walk(definition, moves).failed:
        messages.error(request, _("This does not wait any more, or the flowchart breaks here."))
    else:
        keep_moves(request.session, version.pk, moves)


def _ask_example(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    definition: Definition,
    form: ExampleForm,
) -> HttpResponse:
    context = {
        "title": _("Example case"),
        "subtitle": in_words(definition.labels),
        "back": reverse("protocols:examples", args=[version.protocol.slug, version.number]),
        "form": form,
        "elements": tables.elements_of(definition),
        "head": [_("Element"), _("Kind"), _("Name"), _("Asks")],
    }
    return render(request, "protocols/tryout_example_form.html", context)
