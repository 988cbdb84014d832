"""Breaking the glass, and what the owner's people and data protection see of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from audit.enums import AuditAction
from audit.services import record_read
from cases import selectors, services
from cases.forms import BreakGlassForm, ReviewGlassForm
from cases.forms.protection import refuse_code
from cases.models import BrokenGlass
from cases.permissions import can_break_glass, can_review_glass
from cases.services.guarding import About
from cases.tables.protection import glass_facts, glass_rows, review_tag, told
from cases.views.pages import attempt, sent, to_case
from core.abilities import Ability
from core.codes import read_code
from core.exceptions import PermissionRefused
from core.ports import names_cases
from entities.http import AuthenticatedRequest
from entities.models import User
from vault.reading import read_or_unavailable


@sensitive_post_parameters()
@sensitive_variables("form")
def break_glass(request: AuthenticatedRequest) -> HttpResponse:
    """Open a case in an emergency by a code that somebody said."""
    if not can_break_glass(request.user):
        raise PermissionRefused(
            _("This page is for people who work cases."), _("Ask your coordinator for the role.")
        )
    form = BreakGlassForm(sent(request), request=request)
    if form.is_valid():
        case = services.break_glass(
            by=request.user,
            code=form.cleaned_data["case_code"],
            justification=form.cleaned_data["justification"],
        )
        if case:
            messages.warning(request, _("You can read this case now. Those in charge were told."))
            return to_case(request, case)
        refuse_code(form)
    return render(request, "cases/glass_break.html", {"form": form})


def listing(request: AuthenticatedRequest) -> HttpResponse:
    """List emergency accesses: those that concern her entity; to data protection all of them."""
    user = request.user
    if not (user.may(Ability.COORDINATE) or user.may(Ability.PROTECT_DATA)):
        raise PermissionRefused(_("This page is for coordinators and data protection."))
    found = list(selectors.emergencies_for(user))
    record_read(AuditAction.GLASS_LISTED, by=user, details={"count": len(found)})
    context = {"rows": glass_rows(found, _names(found, user), user)}
    return render(request, "cases/glass_list.html", context)


def _names(glasses: list[BrokenGlass], user: User) -> dict[UUID, str]:
    cases = {glass.case_id for glass in glasses}
    if user.may(Ability.PROTECT_DATA):
        told = names_cases().references(cases)
        return {case: read_code(reference) for case, reference in told.items()}
    return selectors.codes_for(cases, user.entity)


@sensitive_post_parameters()
@sensitive_variables("form", "context")
def review(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Read why the glass was broken; coordinators say whether it was justified."""
    case = selectors.case_for(request.user, code)
    glass = selectors.glass_for(request.user, case, handle)
    form = None
    if glass.reviewed_at is None and can_review_glass(request.user, glass):
        form = ReviewGlassForm(sent(request), about=About(request.user, case))
        if attempt(
            request,
            form,
            lambda: services.review_glass(glass=glass, by=request.user, **form.cleaned_data),
        ):
            messages.success(request, _("Your review is recorded."))
            return redirect("cases:emergency", code, handle)
    record_read(AuditAction.GLASS_VIEWED, by=request.user, case=case.pk, target=glass.grant_id)
    label, tone = review_tag(glass)
    reason = read_or_unavailable(glass, "justification", by=request.user, case=case.pk)
    note = read_or_unavailable(glass, "note", by=request.user, case=case.pk)
    context = {
        "form": form,
        "shown": code,
        "code": selectors.code_for(case, request.user.entity),
        "status": label,
        "tone": tone,
        "rows": told([*glass_facts(glass), (_("What was happening"), reason), (_("Note"), note)]),
    }
    return render(request, "cases/glass_detail.html", context)
