"""Interventions, statuses and children: recorded, corrected, struck, their history."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from audit.enums import AuditAction
from audit.services import record_read
from cases import selectors, services
from cases.disclosure import reads_answers, sees_text
from cases.forms import ChildForm, InterventionForm, StatusForm, StrikeForm
from cases.models import Assessment, Case, Child, Consent
from cases.permissions import can_correct
from cases.services.guarding import About
from cases.services.people import CHILD_FIELDS
from cases.services.records import INTERVENTION_FIELDS
from cases.tables.history import versions_of
from cases.tables.ledger import closing_words
from cases.views.pages import attempt, reader_of, sent, show_form, tell_reading, to_case
from core.exceptions import Conflict, PermissionRefused
from entities.http import AuthenticatedRequest

_SEALED = {"note", "needs", "must_not_learn", "answers"}


def require_worker(request: AuthenticatedRequest, case: Case) -> None:
    """Raise unless she may add to the case and the case takes entries."""
    reader = reader_of(request, case)
    if not reader.can_work:
        raise Conflict(
            _("Nothing can be added to this case now."),
            _("It is closed, or your entity only reads it. Look at who can see the case."),
        )


@sensitive_post_parameters()
def add_intervention(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Record something done with or for her."""
    case = selectors.case_for(request.user, code)
    require_worker(request, case)
    form = InterventionForm(sent(request), about=About(request.user, case))
    if attempt(
        request,
        form,
        lambda: services.record_intervention(case=case, by=request.user, values=form.cleaned_data),
    ):
        messages.success(request, _("The intervention is recorded."))
        return to_case(request, case)
    return show_form(request, form, case, title=_("New intervention"), submit=_("Record it"))


def _require_correctable(request: AuthenticatedRequest, entry: Any) -> None:
    if not can_correct(request.user, entry):
        raise PermissionRefused(_("Only people of the entity that wrote it correct an entry."))
    if entry.struck_at is not None:
        raise Conflict(_("This entry was struck out before."), _("Record a new one instead."))


@sensitive_post_parameters()
def correct_intervention(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Correct an intervention; what stood before stays in the history."""
    case = selectors.case_for(request.user, code)
    entry = selectors.entry_for(request.user, case, "intervention", handle)
    _require_correctable(request, entry)
    tell_reading(request, case, "intervention", target=entry.pk)
    names = INTERVENTION_FIELDS - {"child"}
    initial = {name: getattr(entry, name) for name in names}
    about = About(request.user, case)
    form = InterventionForm(sent(request), initial=initial, about=about)
    if attempt(
        request,
        form,
        lambda: services.correct_intervention(
            intervention=entry, by=request.user, changes=form.cleaned_data
        ),
    ):
        messages.success(request, _("The correction is saved; what stood before is kept."))
        return to_case(request, case)
    return show_form(request, form, case, title=_("Correct the intervention"), submit=_("Save"))


@sensitive_post_parameters()
def add_status(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Record a dated status with the body that decided it."""
    case = selectors.case_for(request.user, code)
    require_worker(request, case)
    form = StatusForm(sent(request), about=About(request.user, case))
    if attempt(
        request,
        form,
        lambda: services.record_status(case=case, by=request.user, values=form.cleaned_data),
    ):
        messages.success(request, _("The status is recorded."))
        return to_case(request, case)
    return show_form(request, form, case, title=_("New status"), submit=_("Record it"))


@sensitive_post_parameters()
def add_child(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Record a child of hers."""
    case = selectors.case_for(request.user, code)
    require_worker(request, case)
    form = ChildForm(sent(request), about=About(request.user, case))
    if attempt(
        request,
        form,
        lambda: services.add_child(case=case, by=request.user, values=form.values()),
    ):
        messages.success(request, _("The child is recorded."))
        return to_case(request, case)
    return show_form(request, form, case, title=_("New child"), submit=_("Record it"))


@sensitive_post_parameters()
def edit_child(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Change what is recorded of a child."""
    case = selectors.case_for(request.user, code)
    child: Child = selectors.entry_for(request.user, case, "child", handle)
    _require_correctable(request, child)
    tell_reading(request, case, "child", target=child.pk)
    initial = {name: getattr(child, name) for name in CHILD_FIELDS}
    form = ChildForm(sent(request), initial=initial, about=About(request.user, case))
    if attempt(
        request,
        form,
        lambda: services.edit_child(child=child, by=request.user, changes=form.values()),
    ):
        messages.success(request, _("The changes are saved."))
        return to_case(request, case)
    return show_form(request, form, case, title=_("Change the child"), submit=_("Save"))


def strike(request: AuthenticatedRequest, code: str, kind: str, handle: str) -> HttpResponse:
    """Strike out an entry: it stays to be read and is counted nowhere."""
    case = selectors.case_for(request.user, code)
    entry = selectors.entry_for(request.user, case, kind, handle)
    _require_correctable(request, entry)
    resting = selectors.grants_resting_on(entry) if isinstance(entry, Consent) else []
    form = StrikeForm(sent(request))
    if attempt(
        request,
        form,
        lambda: services.strike_entry(
            entry=entry, by=request.user, reason=form.cleaned_data["strike_reason"]
        ),
    ):
        messages.success(request, _("The entry is struck out; it can still be read."))
        return to_case(request, case)
    return show_form(
        request,
        form,
        case,
        title=_("Strike out an entry"),
        submit=_("Strike it out"),
        tone="danger",
        warning=closing_words(resting) if resting else "",
    )


def history(request: AuthenticatedRequest, code: str, kind: str, handle: str) -> HttpResponse:
    """Show who changed what of one entry, and when."""
    case = selectors.case_for(request.user, code)
    entry = selectors.entry_for(request.user, case, kind, handle)
    reader = reader_of(request, case)
    record_read(
        AuditAction.CASE_HISTORY_VIEWED,
        by=request.user,
        case=case.pk,
        target=entry.pk,
        details={"record": kind},
    )

    def may_read(name: str) -> bool:
        sealed = name in _SEALED
        if isinstance(entry, Assessment):
            return not sealed or reads_answers(entry, case, request.user.entity, reader.parts)
        return not sealed or sees_text(name, entry, case, request.user.entity, reader.parts)

    context = {
        "code": reader.code,
        "title": _("History of an entry"),
        "versions": versions_of(entry, user=request.user, may_read=may_read, since=reader.began),
    }
    return render(request, "cases/case_history.html", context)
