"""Pages that simulate a caseload on a flowchart; nothing of any case is on them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from core.exceptions import NotVisible
from entities.http import AuthenticatedRequest
from protocols.models import ProtocolVersion
from protocols.selectors import definition_of
from protocols.simulation import selectors, services, tables
from protocols.simulation.assumptions import Assumptions, MalformedAssumptions
from protocols.simulation.forms import AssumptionsForm
from protocols.telling import in_words


def show_simulations(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """List the simulations of a version."""
    version = selectors.version_to_simulate(request.user, slug, number)
    context = {
        "title": in_words(definition_of(version).labels),
        "version": version,
        "rows": tables.simulation_rows(version, selectors.simulations_of(version)),
    }
    return render(request, "protocols/simulation_list.html", context)


def ask_simulation(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Ask for the assumptions; `?from=N` begins with those of an earlier simulation."""
    version = selectors.version_to_simulate(request.user, slug, number)
    definition = definition_of(version)
    given = _earlier(version, request.GET.get("from", ""))
    form = AssumptionsForm(request.POST or None, definition=definition, given=given)
    if form.is_valid():
        asked = services.ask_simulation(version=version, given=form.assumptions(), by=request.user)
        return redirect("protocols:simulation", slug=slug, number=number, simulation=asked.number)
    context = {
        "title": in_words(definition.labels),
        "form": form,
        "back": reverse("protocols:simulations", args=[slug, number]),
    }
    return render(request, "protocols/simulation_form.html", context)


def show_simulation(
    request: AuthenticatedRequest, slug: str, number: int, simulation: int
) -> HttpResponse:
    """Show what came of a simulation, or how far it has come."""
    version = selectors.version_to_simulate(request.user, slug, number)
    row = selectors.simulation_for(version, simulation)
    context = tables.simulation_page(version, row, get_language() or "es")
    template = "protocols/simulation_detail.html"
    return render(request, f"{template}#outcome" if request.htmx else template, context)


def _earlier(version: ProtocolVersion, number: str) -> Assumptions:
    """Return the assumptions of an earlier simulation; the usual ones where there is none."""
    if not (number.isascii() and number.isdigit() and len(number) < len("99999")):
        return Assumptions()
    try:
        return Assumptions.from_json(
            selectors.simulation_for(version, int(number)).assumptions
        ).fitting(definition_of(version))
    except (NotVisible, MalformedAssumptions):
        return Assumptions()
