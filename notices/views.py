"""A person's own notices."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from entities.http import AuthenticatedRequest
from notices import selectors, services

PER_PAGE = 25


def show_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the person's notices, newest first."""
    page = Paginator(selectors.notices_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unread_count": selectors.unread_count(request.user),
        "reader_entity": request.user.entity_id,
    }
    return render(request, "notices/notice_list.html", context)


@require_POST
def open_one(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = selectors.notice_for(request.user, handle)
    return redirect(services.open_notice(notice=notice, by=request.user))


@require_POST
def read_all(request: AuthenticatedRequest) -> HttpResponse:
    """Mark every notice of the person as read."""
    services.mark_all_read(by=request.user)
    return redirect("notices:list")
