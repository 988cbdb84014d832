"""The landing page, the health check and the component gallery."""

from django.contrib.auth.decorators import login_not_required
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config import gallery
from config.navigation import navigation


def home(request: HttpRequest) -> HttpResponse:
    """Send the person to the first page of her menu, her work.

    Who has no page of work goes to her account, which says in words what her roles are.
    """
    work = (entry["url"] for entry in navigation(request)["menu"] if entry["is_work"])
    return redirect(next(work, "entities:profile"))


@login_not_required
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Answer 200 when the databases answer; anything else is Django's 500."""
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def components(request: HttpRequest) -> HttpResponse:
    """Show every component with examples; development only."""
    return render(request, "components/gallery.html", gallery.examples())
