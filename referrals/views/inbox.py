"""Referrals as both sides see them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from audit.enums import AuditAction
from audit.services import record_read
from core.codes import show_code
from entities.http import AuthenticatedRequest
from referrals.forms import CodeForm
from referrals.permissions import require_case_work
from referrals.selectors import referrals
from referrals.views import words
from referrals.views.referral_page import page_of

PER_PAGE = 25


def inbox(request: AuthenticatedRequest) -> HttpResponse:
    """List the entity's referrals: to answer first, by urgency."""
    require_case_work(request.user)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("referrals:detail", code=show_code(form.cleaned_data["code"]))
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in referrals.INBOX_TABS else "waiting"
    page = Paginator(referrals.inbox(request.user, tab), PER_PAGE).get_page(request.GET.get("page"))
    rows = words.referral_rows(page.object_list, request.user)
    record_read(AuditAction.INBOX_LISTED, by=request.user, details={"tab": tab, "count": len(rows)})
    context = {"page": page, "rows": rows, "tabs": words.inbox_tabs(tab), "form": form}
    return render(request, "referrals/referral_list.html", context)


def show_referral(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show a referral: the receiver sees an offer until it has accepted, the sender all of it."""
    referral = referrals.referral_for(request.user, code)
    record_read(
        AuditAction.REFERRAL_VIEWED,
        by=request.user,
        case=referral.case_id,
        target=referral.pk,
        details={"status": referral.status},
    )
    return render(request, "referrals/referral_detail.html", page_of(referral, request.user))
