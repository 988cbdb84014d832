"""Addresses and handles as the reader of a page has them."""

from django.urls import reverse

from audit.models import Event
from cases.models import Case
from cases.selectors import code_for
from core.codes import show_code
from core.handles import handle_of
from entities.models import User


def page(name: str, case: Case, user: User, *arguments: str) -> str:
    """The address of a page of the case, by the person's own code."""
    return reverse(f"cases:{name}", args=[show_code(code_for(case, user.entity)), *arguments])


def handle(record: object, user: User) -> str:
    """The person's name of an entry."""
    return handle_of(record.pk, entity_id=user.entity_id)


def kinds() -> list[str]:
    """The names of all events, oldest first."""
    return list(Event.objects.order_by("id").values_list("kind", flat=True))
