"""The product's addresses, and four views that do what views of other rooms do."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from audit.enums import AuditAction
from audit.services import record, record_read
from config.urls import urlpatterns as product
from core.exceptions import Conflict, NotVisible

SECRET = "what must not be shown"
CASE = UUID("6f2b2f3e-0d52-4a53-9f2a-0c5bd6d1c001")


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show something, after saying so to the log."""
    record_read(AuditAction.CASE_VIEWED, by=request.user, case=CASE)
    return HttpResponse(f"{SECRET} {code}")


@transaction.atomic
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change something and find, after recording it, that it may not be."""
    record(AuditAction.CASE_CLOSED, by=request.user, case=CASE)
    raise Conflict


@login_not_required
def visit(request: HttpRequest) -> HttpResponse:
    """Show something public, after saying so to the log."""
    record_read(AuditAction.CASE_VIEWED, by=None)
    return HttpResponse(SECRET)


def hide(request: HttpRequest, code: str) -> HttpResponse:
    """Refuse to say whether something is there."""
    raise NotVisible


urlpatterns = [
    *product,
    path("t/visit/", visit, name="visit"),
    path("t/show/<str:code>/", show, name="show"),
    path("t/change/<str:code>/", change, name="change"),
    path("t/hide/<str:code>/", hide, name="hide"),
]
