"""Pages about where running cases of a version stand; they name no case and count none singly."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import Conflict
from entities.http import AuthenticatedRequest
from protocols.migration.plans import Plan, places_for
from protocols.migration.suggestions import Kind, Suggestion
from protocols.selectors import definition_of
from protocols.telling import in_words
from referrals.models import MigrationPlan
from referrals.selectors import versions as selectors
from referrals.selectors.standings import dry_run
from referrals.services import versions as services
from referrals.versions import tables
from referrals.versions.forms import PlanForm, TargetForm


def show_migrations(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """List the plans for the running cases of a version; begin another."""
    version = selectors.version_to_migrate(request.user, slug, number)
    targets = selectors.later_versions(version)
    form = TargetForm(request.POST or None, versions=targets)
    if form.is_valid():
        plan = services.make_plan(source=version, target=form.version(), by=request.user)
        return redirect(tables.address("migration", plan))
    context = {
        "version": version,
        "title": in_words(definition_of(version).labels),
        "running": tables.cases_words(selectors.running_on(version)),
        "rows": tables.plan_rows(selectors.plans_of(version)),
        "form": form if targets else None,
    }
    return render(request, "referrals/version_plans.html", context)


def show_migration(
    request: AuthenticatedRequest, slug: str, number: int, plan: int
) -> HttpResponse:
    """Show a plan: what would become of runs where they stand, how far it is, what came of it."""
    found = selectors.plan_for(request.user, slug, number, plan)
    context = tables.plan_page(found, selectors.became_of(found))
    if context["may_change"]:
        judge = services.judge_of(found)
        context |= tables.dry_run_page(dry_run(found.source, judge), judge)
    template = "referrals/version_plan.html"
    return render(request, f"{template}#outcome" if request.htmx else template, context)


def change_migration(
    request: AuthenticatedRequest, slug: str, number: int, plan: int
) -> HttpResponse:
    """Say what becomes of each element."""
    found = selectors.plan_for(request.user, slug, number, plan)
    form = PlanForm(
        request.POST or None,
        old=definition_of(found.source),
        new=definition_of(found.target),
        plan=Plan.from_json(found.content),
        initial={"recounts": found.recounts},
    )
    if form.is_valid():
        services.change_plan(
            plan=found,
            content=form.plan(),
            recounts=form.cleaned_data["recounts"],
            by=request.user,
        )
        messages.success(request, _("The plan is kept. Nothing has gone over yet."))
        return redirect(tables.address("migration", found))
    context = {"form": form, "back": tables.address("migration", found), **_titles(found)}
    return render(request, "referrals/version_plan_form.html", context)


@require_POST
def take_suggestion(
    request: AuthenticatedRequest, slug: str, number: int, plan: int
) -> HttpResponse:
    """Add a suggestion to the plan."""
    found = selectors.plan_for(request.user, slug, number, plan)
    suggestion = _suggestion(found, request.POST.get("suggestion", ""))
    services.take_suggestion(plan=found, suggestion=suggestion, by=request.user)
    messages.success(request, _("The plan is kept. Nothing has gone over yet."))
    return redirect(tables.address("migration", found))


@require_POST
def start_migration(
    request: AuthenticatedRequest, slug: str, number: int, plan: int
) -> HttpResponse:
    """Let the runs that can go over go over."""
    found = selectors.plan_for(request.user, slug, number, plan)
    services.start_migration(plan=found, by=request.user)
    return redirect(tables.address("migration", found))


@require_POST
def stop_migration(
    request: AuthenticatedRequest, slug: str, number: int, plan: int
) -> HttpResponse:
    """Let no further run go over."""
    found = selectors.plan_for(request.user, slug, number, plan)
    services.stop_migration(plan=found, by=request.user)
    messages.success(request, _("It has stopped. What went over before stays over."))
    return redirect(tables.address("migration", found))


@require_POST
def take_back_migration(
    request: AuthenticatedRequest, slug: str, number: int, plan: int
) -> HttpResponse:
    """Take back the runs in which nothing has happened since."""
    found = selectors.plan_for(request.user, slug, number, plan)
    services.take_back_migration(plan=found, by=request.user)
    return redirect(tables.address("migration", found))


def _suggestion(plan: MigrationPlan, sent: str) -> Suggestion:
    """Return the suggestion that a button stands for; Conflict when it does not fit the plan."""
    old, new = definition_of(plan.source), definition_of(plan.target)
    kind, element, to, *rest = [*sent.split(" "), "", "", ""]
    if kind == Kind.OPEN and to in new.steps and not any(rest):
        return Suggestion(Kind.OPEN, to)
    if kind == Kind.MAP and element in old.nodes and to in places_for(old, new, element):
        return Suggestion(Kind.MAP, to, element)
    raise Conflict(
        _("This suggestion does not fit the plan."), _("Look at the plan again and choose there.")
    )


def _titles(plan: MigrationPlan) -> dict[str, str]:
    return {
        "title": _("What becomes of each element"),
        "subtitle": in_words(definition_of(plan.source).labels),
    }
