"""The page of the second person, and the record of an agreement as PDF."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import NotVisible
from core.pdf import print_pdf
from entities.http import AuthenticatedRequest
from protocols.agreement import records, selectors, services, tables
from protocols.agreement.forms import ApproveForm
from protocols.agreement.permissions import can_read_agreement
from protocols.agreement.views.ground import back_to
from protocols.selectors import definition_of, version_for
from protocols.studio.selectors import draft_for
from protocols.telling import in_words


def approve(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show what keeps the draft from being approved, else take the approval."""
    version = draft_for(request.user, slug, number)
    consultation = selectors.consultation_of(version)
    definition = definition_of(version)
    people = selectors.people_of(consultation) if consultation else []
    has_objections = selectors.has_objections(people)
    form = ApproveForm(request.POST or None, has_objections=has_objections)
    if form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("in_force_from", "review_on")}
        services.approve_version(version=version, has_read=has_objections, by=request.user, **days)
        messages.success(request, _("The flowchart is approved. Its file never changes again."))
        return back_to(version)
    context = {
        "version": version,
        "title": in_words(definition.labels),
        "form": form,
        "hindrances": selectors.hindrances(version, consultation, request.user),
        "facts": tables.agreement_facts(version, consultation),
        "lanes": tables.lane_rows(definition, people, request.user),
    }
    return render(request, "protocols/agreement_approve.html", context)


@require_POST
def give_up(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Give up a version that is not in force yet."""
    version = selectors.version_to_manage(request.user, slug, number)
    services.give_up(version=version, by=request.user)
    return back_to(version)


def send_record(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Send the record of an agreement as PDF, in the reader's language."""
    version = version_for(request.user, slug, number)
    if not can_read_agreement(request.user, version):
        raise NotVisible
    context = records.record_of(version, request.user, language=get_language() or "es")
    page = render_to_string("protocols/agreement_record.html", context)
    response = HttpResponse(print_pdf(page), content_type="application/pdf")
    name = f"{slug}-{number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
