"""What the pages of this room share: recording a reading, trying a service, showing a form."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from audit.enums import AuditAction
from audit.services import record_read
from cases.models import Case
from cases.permissions import accepts_work, can_work
from cases.selectors import access_began, code_for, open_parts
from cases.tables.timeline import Reader
from core.codes import show_code
from entities.http import AuthenticatedRequest

Done = TypeVar("Done")
PER_PAGE = 25
MOST = 500


class ShortPaginator(Paginator):  # type: ignore[type-arg]  # Django's class takes none
    """Counts no further than the newest MOST: narrowing the list finds the rest."""

    @cached_property
    def count(self) -> int:
        """Return how many there are, at most MOST."""
        newest: Any = self.object_list.order_by()[:MOST]  # type: ignore[attr-defined]
        return int(newest.count())


def reader_of(request: AuthenticatedRequest, case: Case) -> Reader:
    """Return who reads this case, by which code, and what is open to her."""
    works = can_work(request.user, case)
    return Reader(
        user=request.user,
        case=case,
        code=code_for(case, request.user.entity),
        parts=open_parts(case, request.user.entity),
        can_work=works and accepts_work(case),
        can_withdraw=works,
        began=access_began(case, request.user.entity),
    )


def tell_reading(
    request: AuthenticatedRequest, case: Case, part: str, *, target: UUID | None = None
) -> None:
    """Record that a part of a case is going to be shown: before anything is read out."""
    record_read(
        AuditAction.CASE_VIEWED,
        by=request.user,
        case=case.pk,
        target=target,
        details={"part": part},
    )


def sent(request: AuthenticatedRequest) -> QueryDict | None:
    """Return what was sent by POST, be it nothing; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def attempt(
    request: AuthenticatedRequest, form: forms.Form, act: Callable[[], Done]
) -> Done | None:
    """Return what the service made of a valid form that was sent; its objections go beside the
    fields, where the person can answer them."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except ValidationError as error:
        for name, messages in _by_field(error).items():
            known = name if name in form.fields else None
            form.add_error(None if name == NON_FIELD_ERRORS else known, messages)
        return None


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )


def to_case(request: AuthenticatedRequest, case: Case) -> HttpResponseRedirect:
    """Lead back to the page of the case, by the reader's code."""
    return redirect("cases:detail", show_code(code_for(case, request.user.entity)))


def show_form(
    request: AuthenticatedRequest, form: forms.Form, case: Case, **words: Any
) -> HttpResponse:
    """Show a form about a case. `words`: title, submit; lead, tone, warning, rows."""
    code = code_for(case, request.user.entity)
    context = {"form": form, "code": code, "shown": show_code(code), **words}
    return render(request, "cases/case_form.html", context)
