"""Leaving: signing out, and the quick exit to a page that says nothing."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LogoutView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

# Cookies are not named: a browser would take those of neighbouring sites with them.
WIPE = '"cache", "storage"'


def _wipe(response: HttpResponse) -> HttpResponse:
    response["Clear-Site-Data"] = WIPE
    return response


class SignOutView(LogoutView):  # type: ignore[misc]  # allauth has no types
    """allauth's page; the browser forgets what it kept of ours."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return _wipe(super().post(*args, **kwargs))


sign_out = login_not_required(SignOutView.as_view())


@login_not_required
@require_POST
def quick_exit(request: HttpRequest) -> HttpResponse:
    """End the session and lead to the quiet page."""
    get_adapter(request).logout(request)
    return _wipe(redirect("quiet_page"))


@login_not_required
@require_GET
def quiet_page(request: HttpRequest) -> HttpResponse:
    """Show the day, and nothing that tells where one was; then go on to QUICK_EXIT_URL."""
    context = {"today": timezone.localdate(), "onward": settings.QUICK_EXIT_URL}
    return render(request, "entities/quiet_page.html", context)
