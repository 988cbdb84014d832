from typing import Any

import pytest
from django import forms as django_forms
from django.test import Client
from django.urls import reverse

from cases.forms.guarding import GuardedForm
from cases.models import Case
from cases.selectors import code_for
from core.codes import show_code
from core.handles import handle_of
from entities.models import User
from rights import forms
from rights.models import Incident, RightsRequest
from tests.factories import rights as factory

pytestmark = pytest.mark.django_db
HARD = "Call her on 600 123 987."
ALL_FORMS = [getattr(forms, name) for name in forms.__all__]


@pytest.mark.parametrize("form", ALL_FORMS, ids=lambda form: form.__name__)
def test_every_form_with_room_for_words_is_guarded(form: Any) -> None:
    words = [f for f in form.base_fields.values() if isinstance(f.widget, django_forms.Textarea)]

    assert not words or issubclass(form, GuardedForm)


def test_telephone_in_an_incident_is_held_back_and_kept_on_the_page(
    ana: User, client: Client
) -> None:
    client.force_login(ana)
    answers = {"kind": "lost", "aware_at": "2026-01-05T10:00", "story": HARD}

    answer = client.post(reverse("rights:report"), answers)

    assert (answer.status_code, "story" in answer.context["form"].errors) == (200, True)
    assert HARD in answer.content.decode()
    assert Incident.objects.count() == 0
    replaced = client.post(reverse("rights:report"), {**answers, "guard": "story:all"})
    cleared = replaced.context["form"]["story"].value()
    assert "600" not in cleared
    client.post(reverse("rights:report"), {**answers, "story": cleared})
    assert Incident.objects.get().story == cleared


def test_name_of_hers_in_a_request_is_held_back(ana: User, case: Case, client: Client) -> None:
    client.force_login(ana)
    page = reverse("rights:of_case", args=[show_code(code_for(case, ana.entity))])
    answers = {
        "right": "access", "received_on": "2026-01-05", "how": "oral", "asked_by": "herself",
        "identity_check": "known", "details": "Joy Doe wants to read it all.",
    }  # fmt: skip

    answer = client.post(page, answers)

    assert "details" in answer.context["form"].errors
    assert RightsRequest.objects.count() == 0


def test_lessons_of_an_incident_are_read(ana: User, olga: User, client: Client) -> None:
    incident = factory.assessed(factory.incident(by=ana), by=olga, risk="unlikely")
    client.force_login(olga)
    handle = handle_of(incident.pk, entity_id=olga.entity_id)
    client.post(reverse("rights:incident_keep", args=[handle]), {"sure": "on"})

    page = reverse("rights:incident_close", args=[handle])
    answer = client.post(page, {"persons_told": "no_high_risk", "lessons": HARD})

    assert "lessons" in answer.context["form"].errors
    incident.refresh_from_db()
    assert incident.lessons == ""


def test_why_of_a_copy_is_read_before_the_factor_is_used(
    ana: User, case: Case, client: Client
) -> None:
    request = factory.request(case=case, by=ana)
    client.force_login(ana)
    page = reverse("rights:request_copy", args=[handle_of(request.pk, entity_id=ana.entity_id)])

    answer = client.post(page, {"format": "json", "safe": "on", "justification": HARD})

    assert "justification" in answer.context["form"].errors
    request.refresh_from_db()
    assert request.carried_out == ""
