"""Pages of the manager: who is asked, until when, and what became of what they said."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.exceptions import NotVisible
from entities.http import AuthenticatedRequest
from protocols.agreement import selectors, services, tables
from protocols.agreement.forms import OpenForm, PersonForm, SettleForm
from protocols.agreement.links import link_url
from protocols.agreement.permissions import can_consult, can_read_agreement, can_settle
from protocols.agreement.views.ground import attempt, back_to
from protocols.models import AskedPerson, Comment, Consultation, ProtocolVersion
from protocols.selectors import definition_of, version_for
from protocols.telling import in_words


def show(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Show who was asked, what each answered, and what is still missing."""
    version = version_for(request.user, slug, number)
    if not can_read_agreement(request.user, version):
        raise NotVisible
    consultation = selectors.consultation_of(version)
    context = tables.agreement_page(version, consultation, request.user)
    context |= {
        "may_consult": can_consult(request.user),
        "may_settle": can_settle(request.user, version),
    }
    return render(request, "protocols/agreement_detail.html", context)


@require_POST
def prepare(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Begin to name people, or ask the same people anew about what was changed."""
    version = selectors.version_to_manage(request.user, slug, number)
    services.prepare_consultation(version=version, by=request.user)
    return back_to(version)


def add_person(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Name somebody to be asked."""
    version, consultation = _live(request, slug, number)
    form = PersonForm(
        request.POST or None,
        definition=selectors.asked_definition(consultation),
        users=selectors.people_to_ask(request.user),
        initial={"lane": request.GET.get("lane", "")},
    )
    if form.is_valid() and attempt(
        form,
        lambda: services.add_person(consultation=consultation, by=request.user, **form.person()),
    ):
        return back_to(version)
    return _form_page(request, version, form, (_("Name somebody to be asked"), _("Name her")))


@require_POST
def remove_person(
    request: AuthenticatedRequest, slug: str, number: int, handle: str
) -> HttpResponse:
    """Strike somebody who has not answered."""
    version, consultation = _live(request, slug, number)
    person = selectors.person_in(consultation, request.user, handle)
    services.remove_person(person=person, by=request.user)
    return back_to(version)


@never_cache
@require_POST
def issue_link(request: AuthenticatedRequest, slug: str, number: int, handle: str) -> HttpResponse:
    """Make a link for somebody outside and show it, this once."""
    version, consultation = _live(request, slug, number)
    person = selectors.person_in(consultation, request.user, handle)
    token = services.issue_link(person=person, by=request.user)
    context = {
        "version": version,
        "name": person.name,
        "link": link_url(token),
        "answer_by": consultation.answer_by,
    }
    return render(request, "protocols/agreement_link.html", context)


def open_(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Ask everybody who was named, until a day."""
    version, consultation = _live(request, slug, number)
    form = OpenForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: services.open_consultation(
            consultation=consultation, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, _("The consultation is open. Hand the links over now."))
        return back_to(version)
    return _form_page(request, version, form, (_("Open the consultation"), _("Open it")))


@require_POST
def end(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """End it before its day, when everybody has answered."""
    version, consultation = _live(request, slug, number)
    services.end_consultation(consultation=consultation, by=request.user)
    return back_to(version)


@require_POST
def withdraw(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Take it back."""
    version, consultation = _live(request, slug, number)
    services.withdraw_consultation(consultation=consultation, by=request.user)
    return back_to(version)


def settle_comment(
    request: AuthenticatedRequest, slug: str, number: int, handle: str
) -> HttpResponse:
    """Say how a comment was dealt with."""
    version, consultation = _any(request, slug, number)
    comment = selectors.comment_in(consultation, request.user, handle)
    form = _settle_form(request, comment)
    if form.is_valid() and attempt(
        form,
        lambda: services.settle_comment(comment=comment, by=request.user, **form.cleaned_data),
    ):
        return back_to(version)
    return _settle_page(request, version, form, comment)


def settle_answer(
    request: AuthenticatedRequest, slug: str, number: int, handle: str
) -> HttpResponse:
    """Answer the reason of a reservation or a no."""
    version, consultation = _any(request, slug, number)
    person = selectors.person_in(consultation, request.user, handle)
    form = _settle_form(request, person)
    if form.is_valid() and attempt(
        form, lambda: services.settle_answer(person=person, by=request.user, **form.cleaned_data)
    ):
        return back_to(version)
    return _settle_page(request, version, form, person)


def _settle_form(request: AuthenticatedRequest, record: Comment | AskedPerson) -> SettleForm:
    initial = {"settlement": record.settlement, "words": record.words}
    return SettleForm(request.POST or None, initial=initial)


def _settle_page(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    form: SettleForm,
    record: Comment | AskedPerson,
) -> HttpResponse:
    person = record if isinstance(record, AskedPerson) else record.person
    return _form_page(
        request, version, form, (_("Answer what was said"), _("Keep the answer")),
        said=(person.name, record.words),
    )  # fmt: skip


def _form_page(
    request: AuthenticatedRequest,
    version: ProtocolVersion,
    form: PersonForm | OpenForm | SettleForm,
    words: tuple[str, str],
    *,
    said: tuple[str, str] | None = None,
) -> HttpResponse:
    context = {
        "version": version,
        "title": words[0],
        "subtitle": in_words(definition_of(version).labels),
        "submit": words[1],
        "form": form,
        "said": said,
    }
    return render(request, "protocols/agreement_form.html", context)


def _live(
    request: AuthenticatedRequest, slug: str, number: int
) -> tuple[ProtocolVersion, Consultation]:
    version = selectors.version_to_manage(request.user, slug, number)
    return version, selectors.live_consultation(version)


def _any(
    request: AuthenticatedRequest, slug: str, number: int
) -> tuple[ProtocolVersion, Consultation]:
    version = selectors.version_to_manage(request.user, slug, number)
    consultation = selectors.consultation_of(version)
    if consultation is None:
        raise NotVisible
    return version, consultation
