"""The pages of the forms themselves."""

import pytest
from django.test import Client
from django.urls import reverse

from entities.models import User
from questionnaires.selectors import questionnaires

pytestmark = pytest.mark.django_db


def test_the_list_leads_to_each_form_as_it_will_look(client: Client, ana: User) -> None:
    client.force_login(ana)
    page = client.get(reverse("questionnaires:list")).content.decode()
    for form in questionnaires():
        url = reverse("questionnaires:detail", args=[form.code, form.version])
        assert url in page
        shown = client.get(url).content.decode()
        assert all(f'name="{name}"' in shown for name in form.items)
        assert ("a proposal of ours" in shown) is form.proposal


@pytest.mark.parametrize("address", [("made_up", 1), ("safety_plan", 99)])
def test_what_is_not_there_is_404(client: Client, ana: User, address: tuple[str, int]) -> None:
    client.force_login(ana)
    assert client.get(reverse("questionnaires:detail", args=address)).status_code == 404
