"""A form that is sent twice opens one case."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from core.handles import handle_of
from entities.models import User
from tests.cases.pages import page
from tests.factories import entities

pytestmark = pytest.mark.django_db
OPEN = reverse("cases:open")


def form_of(client: Client) -> dict[str, str | date]:
    """What the page sends when somebody fills in the day and nothing else."""
    once = client.get(OPEN).context["form"]["once"].value()
    return {"opened_on": timezone.localdate(), "once": once}


def test_form_sent_twice_opens_one_case_and_leads_to_it(as_ana: Client, ana: User) -> None:
    data = form_of(as_ana)
    first, second = as_ana.post(OPEN, data), as_ana.post(OPEN, {**data, "summary": "Again"})

    case = Case.objects.get()
    assert first["Location"] == second["Location"] == page("detail", case, ana)
    assert case.summary == ""
    assert "opened already" in as_ana.get(second["Location"]).text
    assert Event.objects.filter(kind="case:opened").count() == 1


def test_two_forms_open_two_cases(as_ana: Client) -> None:
    for _number in range(2):
        as_ana.post(OPEN, form_of(as_ana))

    assert Case.objects.count() == 2


@pytest.mark.parametrize("once", ["", "nonsense", "a" * 26])
def test_form_without_its_mark_opens_a_case(as_ana: Client, once: str) -> None:
    as_ana.post(OPEN, {"opened_on": timezone.localdate(), "once": once})

    assert Case.objects.count() == 1


def test_mark_of_a_colleagues_form_opens_nothing_of_hers(as_ana: Client, ana: User) -> None:
    data = form_of(as_ana)
    as_ana.post(OPEN, data)
    colleague = entities.caseworker(entity=ana.entity, name="Adela")
    client = Client(raise_request_exception=False)
    client.force_login(colleague)
    answer = client.post(OPEN, data)

    assert answer.status_code == 302
    assert Case.objects.filter(opened_by=colleague).count() == 1


def test_mark_is_not_the_primary_key(as_ana: Client, ana: User) -> None:
    data = form_of(as_ana)
    as_ana.post(OPEN, data)
    case = Case.objects.get()

    assert data["once"] == handle_of(case.pk, entity_id=ana.entity_id)
    assert case.pk.hex not in str(data["once"])
