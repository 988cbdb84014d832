"""The pages of people and of one's own account."""

import pytest

from entities import services
from entities.enums import Role
from entities.models import User
from tests.entities.addresses import url
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db


def person_data(**changes: object) -> dict[str, object]:
    return {
        "name": "Nerea",
        "email": "nerea@example.test",
        "roles": ["caseworker"],
        "language": "eu",
        **changes,
    }


def test_coordinator_makes_an_account_in_her_entity_only(berta: User, enter) -> None:
    factory.receiving_entity()

    enter(berta).post(url("create_person", berta), person_data(entity="receiving"))

    person = User.objects.get(email="nerea@example.test")
    assert (person.entity, person.roles, person.language) == (
        berta.entity, {Role.CASEWORKER}, "eu",
    )  # fmt: skip


def test_administrator_chooses_the_entity(alba: User, enter) -> None:
    entity = factory.receiving_entity()

    enter(alba).post(url("create_person", alba), person_data(entity="receiving"))

    assert User.objects.get(email="nerea@example.test").entity == entity


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "Ana@Example.Test"}, "email"),
        ({"email": "not an address"}, "email"),
        ({"roles": []}, "roles"),
        ({"roles": ["auditor"]}, "roles"),
        ({"roles": ["superuser"]}, "roles"),
        ({"name": "x" * 151}, "name"),
        ({"language": "fr"}, "language"),
    ],
)
def test_unfit_account_is_explained(
    berta: User, enter, changes: dict[str, object], field: str
) -> None:
    User.objects.filter(pk=factory.caseworker().pk).update(email="ana@example.test")

    page = enter(berta).post(url("create_person", berta), person_data(**changes))

    assert list(page.context["form"].errors) == [field]
    assert User.objects.filter(email="nerea@example.test").count() == 0


def test_excluding_roles_are_explained(alba: User, enter) -> None:
    page = enter(alba).post(
        url("create_person", alba), person_data(entity="office", roles=["auditor", "caseworker"])
    )

    assert page.context["form"].errors["roles"] == [
        "Nobody may hold these two roles at once: Caseworker, Auditor."
    ]


def test_role_is_given_and_ended_on_the_page(berta: User, ana: User, enter) -> None:
    client = enter(berta)

    client.post(url("grant_role", berta, ana), {"role": "duty_worker"})
    client.post(url("end_role", berta, ana), {"role": "caseworker"})

    assert User.objects.get(pk=ana.pk).roles == {Role.DUTY_WORKER}


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("grant_role", {"role": "auditor"}, 403),
        ("grant_role", {"role": "caseworker"}, 409),
        ("end_role", {"role": "duty_worker"}, 409),
        ("grant_role", {"role": "no_such_role"}, 200),  # said beside the field
        ("move_person", {"entity": "receiving"}, 403),
        ("reactivate", {}, 409),
        ("send_link", {}, 302),
    ],
)
def test_act_of_a_coordinator_is_answered(
    berta: User, ana: User, enter, name: str, data: dict[str, str], status: int
) -> None:
    factory.receiving_entity()

    answer = enter(berta).post(url(name, berta, ana), data)

    assert answer.status_code == status
    assert User.objects.get(pk=ana.pk).roles == {Role.CASEWORKER}


ACTS = ["grant_role", "end_role", "move_person", "deactivate", "reactivate", "send_link"]


@pytest.mark.parametrize("name", [name for name in ACTS if name != "deactivate"])
def test_acts_need_a_post(berta: User, ana: User, enter, name: str) -> None:
    assert enter(berta).get(url(name, berta, ana)).status_code == 405


@pytest.mark.parametrize("name", ACTS)
def test_acts_on_people_of_others_are_not_found(bruno: User, ana: User, enter, name: str) -> None:
    answer = enter(bruno).post(url(name, bruno, ana), {"role": "caseworker", "entity": "receiving"})

    assert answer.status_code == 404


def test_administrator_moves_deactivates_and_reactivates(alba: User, ana: User, enter) -> None:
    other = factory.receiving_entity()
    client = enter(alba)

    client.post(url("move_person", alba, ana), {"entity": "receiving"})
    client.post(url("deactivate", alba, ana))
    away = User.objects.get(pk=ana.pk)
    client.post(url("reactivate", alba, ana))
    back = User.objects.get(pk=ana.pk)

    assert (away.entity, away.is_active, back.is_active) == (other, False, True)


def test_name_is_changed_on_the_page(berta: User, ana: User, enter) -> None:
    enter(berta).post(url("change_person", berta, ana), {"name": "Ane"})

    assert User.objects.get(pk=ana.pk).name == "Ane"


def test_person_page_shows_the_history_of_roles(berta: User, ana: User, enter) -> None:
    services.end_role(user=ana, role=Role.CASEWORKER, by=berta)

    page = enter(berta).get(url("person", berta, ana)).content.decode()

    assert ("Caseworker" in page, berta.name in page) == (True, True)


def test_staff_is_searched_by_name_and_entity(alba: User, ana: User, bruno: User, enter) -> None:
    def found(query: str) -> list[User]:
        page = enter(alba).get(f"{url('staff', alba)}?{query}")
        return [person for person, _roles in page.context["rows"]]

    assert found("text=bru") == [bruno]
    assert found("entity=referring") == [ana]
    assert found("text=nobody") == []
    assert len(found("entity=no-such-entity")) == len(found(f"text={'x' * 151}")) == 3


def test_profile_says_what_her_roles_mean(ana: User, enter) -> None:
    page = enter(ana).get(url("profile", ana)).content.decode()

    assert "Opens and works the cases of her entity" in page
    assert str(ana.pk) not in page


def test_coordinator_finds_what_her_entity_offers(berta: User, enter) -> None:
    page = enter(berta).get(url("staff", berta)).content.decode()

    assert url("detail", berta, code="referring") in page


def test_page_of_a_colleague_above_her_level_offers_nothing(berta: User, enter) -> None:
    custodian = factory.user(role=Role.CUSTODIAN, entity=berta.entity, name="Celia")
    client = enter(berta)

    page = client.get(url("person", berta, custodian))
    answer = client.post(url("change_person", berta, custodian), {"name": "Taken"})

    assert (page.context["may_manage"], answer.status_code) == (False, 403)
    assert User.objects.get(pk=custodian.pk).name == "Celia"
