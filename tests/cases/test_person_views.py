import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.selectors import code_for
from entities.models import User
from tests.cases.pages import kinds, page
from tests.factories import cases as factory
from tests.factories.entities import factor

pytestmark = pytest.mark.django_db


def test_contact_card_is_recorded_blind_and_revealed_with_safety_first(
    as_ana: Client, ana: User, case: Case
) -> None:
    as_ana.post(
        page("contact", case, ana),
        {"name_used": "Joy", "telephone": "+34600111222", "safe_hours": "10 to 13"},
    )
    assert "Joy" not in as_ana.get(page("contact", case, ana)).content.decode()
    assert "Joy" not in as_ana.get(page("detail", case, ana)).content.decode()

    url = page("reveal_contact", case, ana)
    assert "Joy" not in as_ana.get(url).content.decode()
    text = as_ana.post(url, {"purpose": "call", **factor(ana)}).content.decode()

    assert -1 < text.index("Act as if somebody else sees") < text.index("+34600111222")
    assert text.index("10 to 13") < text.index("+34600111222")
    assert kinds()[-1] == "contact:revealed"


def test_identity_needs_a_justification_and_is_audited(
    as_ana: Client, ana: User, case: Case
) -> None:
    as_ana.post(
        page("identity", case, ana),
        {
            "legal_name": "Joy Osagie",
            "document_kind": "passport",
            "document_number": "A1234567",
        },
    )
    url = page("reveal_identity", case, ana)
    short = as_ana.post(url, {"purpose": "documents", "justification": "because"})
    assert list(short.context["form"].errors) == ["justification"]
    assert "identity:revealed" not in kinds()

    why = {"purpose": "documents", "justification": "To renew her passport."}
    text = as_ana.post(url, {**why, **factor(ana)}).content.decode()

    assert "Joy Osagie" in text
    assert "A1234567" in text
    assert kinds()[-1] == "identity:revealed"


def test_search_finds_exact_name_among_visible_cases(
    client: Client, ana: User, carla: User
) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy", "telephone": "600111222"})
    found = {}
    for person, query in [(ana, "joy"), (ana, "+34 600 111 222"), (ana, "Jo"), (carla, "Joy")]:
        client.force_login(person)
        answer = client.post(reverse("cases:search"), {"query": query})
        found[person.name, query] = [row.code for row in answer.context["rows"]]
    own = code_for(case, ana.entity)
    assert found == {
        ("Ana", "joy"): [own],
        ("Ana", "+34 600 111 222"): [own],
        ("Ana", "Jo"): [],
        ("Carla", "Joy"): [],
    }
