"""Agreements on who may refer what to whom."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import vocabularies
from core.abilities import Ability
from core.exceptions import PermissionRefused
from entities.forms import AgreementForm
from entities.http import AuthenticatedRequest
from entities.models import SharingAgreement, User
from entities.permissions import can_manage_agreements
from entities.selectors import agreements as selectors
from entities.selectors import handle_for
from entities.services import agreements as services

PER_PAGE = 25


def _require_manager(user: User) -> None:
    if not can_manage_agreements(user):
        raise PermissionRefused(_("Only an administrator writes agreements down."))


def show_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the agreements: all for administrators, those of her entity for a coordinator."""
    manages = can_manage_agreements(request.user)
    if not (manages or request.user.may(Ability.COORDINATE)):
        raise PermissionRefused(_("This page is for administrators and coordinators."))
    rows = selectors.agreements_visible_to(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(agreement, request.user) for agreement in page],
        "manages": manages,
    }
    return render(request, "entities/agreement_list.html", context)


def _row(agreement: SharingAgreement, reader: User) -> dict[str, Any]:
    needs = [vocabularies.label("service_type", code) for code in agreement.service_types]
    parts = [vocabularies.label("disclosure_part", code) for code in agreement.parts]
    label, tone = _state(agreement)
    return {
        "handle": handle_for(reader, agreement),
        "sender": agreement.sender.name,
        "receiver": agreement.receiver.name,
        "needs": ", ".join(needs) or _("All needs"),
        "parts": ", ".join(parts) or _("Only the offer"),
        "days": _days(agreement),
        "label": label,
        "tone": tone,
        "stands": agreement.ended_at is None,
    }


def _days(agreement: SharingAgreement) -> str:
    since = date_format(agreement.starts_on, "SHORT_DATE_FORMAT")
    if agreement.ends_on is None:
        return _("since %(day)s") % {"day": since}
    until = date_format(agreement.ends_on, "SHORT_DATE_FORMAT")
    return f"{since} – {until}"  # noqa: RUF001 -- a range


def _state(agreement: SharingAgreement) -> tuple[str, str]:
    today = localdate()
    if agreement.ended_at is not None or (agreement.ends_on and agreement.ends_on < today):
        return _("Ended"), "neutral"
    return (_("Not yet"), "neutral") if agreement.starts_on > today else (_("In force"), "good")


def make(request: AuthenticatedRequest) -> HttpResponse:
    """Write an agreement down."""
    _require_manager(request.user)
    form = AgreementForm(request.POST or None, initial={"starts_on": localdate()})
    if form.is_valid():
        data = form.cleaned_data
        between = data.pop("sender"), data.pop("receiver")
        services.make_agreement(between=between, **data, by=request.user)
        messages.success(request, _("The agreement is written down. Both coordinators were told."))
        return redirect("entities:agreements")
    return render(request, "entities/agreement_form.html", {"form": form})


@require_POST
def end(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """End an agreement."""
    agreement = selectors.agreement_for(request.user, handle)
    _require_manager(request.user)
    services.end_agreement(agreement=agreement, by=request.user)
    messages.success(request, _("The agreement is ended. Both coordinators were told."))
    return redirect("entities:agreements")
