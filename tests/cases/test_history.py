"""What the history tells, and to whom."""

import pytest
from django.test import Client

from cases import services
from cases.enums import Part
from core.exceptions import PermissionRefused
from entities.models import User
from tests.cases.pages import page
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db


def _labels(client: Client, url: str) -> list[list[str]]:
    versions = client.get(url).context["versions"]
    return [sorted(change.label for change in version.changes) for version in versions]


def test_receiver_reads_no_history_from_before_its_access(
    client: Client, ana: User, bruno: User
) -> None:
    case = factory.open_case(by=ana, summary="What was hoped", health="Before")
    services.edit_case(case=case, by=ana, changes={"summary": "What is known"})
    factory.open_grant(case=case, parts=(Part.SUMMARY,))
    services.edit_case(case=case, by=ana, changes={"health": "After"})

    client.force_login(bruno)
    url = page("history", case, bruno)
    assert _labels(client, url) == []
    assert "What was hoped" not in client.get(url).content.decode()

    services.edit_case(case=case, by=ana, changes={"summary": "New", "narrative": "Told"})
    assert _labels(client, url) == [["In a few words"]]
    client.force_login(ana)
    assert len(_labels(client, page("history", case, ana))) == 4


def test_person_history_tells_only_of_open_parts(client: Client, ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"})
    factory.open_grant(case=case, parts=(Part.CONTACT_CARD,))
    services.record_person(case=case, by=ana, values={"legal_name": "Grace", "telephone": "1"})

    client.force_login(bruno)
    assert _labels(client, page("person_history", case, bruno)) == [["Telephone"]]
    client.force_login(ana)
    assert _labels(client, page("person_history", case, ana)) == [
        ["Legal name", "Telephone"],
        ["Name she uses"],
    ]


def test_names_of_workers_stay_in_their_entity(client: Client, ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    factory.open_grant(case=case, parts=tuple(Part), by=bruno)
    other = entities.caseworker(entity=ana.entity, name="Olatz")
    services.edit_case(case=case, by=ana, changes={"lead_worker": other})

    shown = {}
    for person in (ana, bruno):
        client.force_login(person)
        shown[person.name] = [
            client.get(page(name, case, person)).content.decode().partition("<main")[2]
            for name in ("detail", "history")
        ]
    assert [name in text for text in shown["Bruno"] for name in ("Ana", "Olatz")] == [False] * 4
    assert ["Bruno" in text for text in shown["Ana"]] == [False] * 2
    assert all("Olatz" in text for text in shown["Ana"])


@pytest.mark.parametrize("values", [{"name_used": "Gigi"}, {"legal_name": "Grace"}])
def test_receiver_never_writes_over_the_person(
    client: Client, ana: User, bruno: User, values: dict[str, str]
) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"})
    factory.open_grant(case=case, parts=(Part.CONTACT_CARD, Part.IDENTITY))
    with pytest.raises(PermissionRefused):
        services.record_person(case=case, by=bruno, values=values)
    client.force_login(bruno)
    text = client.get(page("detail", case, bruno)).content.decode()
    assert "See the contact card" in text
    assert "Record the contact card" not in text
    assert "Record the identity" not in text
    assert client.get(page("contact", case, bruno)).status_code == 403
