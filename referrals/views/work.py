"""The landing page of people who work cases."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from audit.enums import AuditAction
from audit.services import record_read
from entities.http import AuthenticatedRequest
from referrals.permissions import require_case_work
from referrals.selectors import referrals, work
from referrals.views import words

PER_PAGE = 25
OFFERS_SHOWN = 5


def worklist(request: AuthenticatedRequest) -> HttpResponse:
    """Show what waits for her entity: steps by deadline, offers and questions to answer, answers awaited."""
    user = request.user
    require_case_work(user)
    show = request.GET.get("show", "all")
    page = Paginator(work.steps_of(user, show), PER_PAGE).get_page(request.GET.get("page"))
    tasks = work.tasks(list(page.object_list), user)
    record_read(
        AuditAction.WORK_LISTED, by=user, details={"steps": len(tasks), "filter": words.known(show)}
    )
    context = {
        "page": page,
        "groups": words.by_deadline(tasks),
        "tabs": words.work_tabs(show, work.counts(user)),
        "offers": words.referral_rows(referrals.waiting_for_me(user)[:OFFERS_SHOWN], user),
        "asked": words.referral_rows(referrals.asked_of_me(user)[:OFFERS_SHOWN], user),
        "awaited": words.referral_rows(referrals.waiting_for_others(user)[:OFFERS_SHOWN], user),
    }
    return render(request, "referrals/work_list.html", context)
