"""A note about a woman whom the vault knows, as a browser sends it."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.enums import AuditAction as Act
from audit.models import Event
from cases.models import Case
from entities.models import User
from tests.cases.pages import page
from tests.factories import cases as factory

HER = {
    "legal_name": "Ngozi Okafor", "name_used": "Xiomara", "telephone": "+34 600 123 987",
    "birth_date": date(2001, 3, 14),
}  # fmt: skip
SOFT = "Vive cerca de la calle Autonomia."
STAMP = re.compile(r'name="note-shown" value="(\w+)"')
Send = Callable[..., Any]


@pytest.fixture
def hers(ana: User) -> Case:
    """A case of Ana's whose person the vault knows."""
    return factory.open_case(by=ana, person=HER)


@pytest.fixture
def send(as_ana: Client, ana: User, hers: Case) -> Send:
    """Send a note about her, as the browser of the person does."""

    def post(note: str, *, browser: Client = as_ana, by: User = ana, **more: str) -> Any:
        today = timezone.localdate().isoformat()
        answers = {"happened_on": today, "service_type": "legal", "units": "1", "note": note}
        return browser.post(page("add_intervention", hers, by), {**answers, **more})

    return post


def text_of(answer: Any) -> str:
    return answer.context["form"]["note"].value()


def stamp_of(answer: Any) -> str:
    return STAMP.search(answer.content.decode())[1]


def details(kind: Act) -> list[dict[str, Any]]:
    events = Event.objects.filter(kind=kind.value).order_by("id")
    return [json.loads(bytes(event.body))["details"] for event in events]


def said(answer: Any) -> list[str]:
    return [str(error) for error in answer.context["form"].errors.get("note", [])]
