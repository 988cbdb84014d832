"""The review of emergency accesses: by whom, once, in time; and who sees the list of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.enums import Finding
from cases.models import BrokenGlass, Case
from cases.permissions import can_see
from cases.selectors import code_for, emergencies_for
from cases.tasks import sweep_protection
from core.codes import show_code
from core.exceptions import Conflict, PermissionRefused
from entities.enums import Role
from entities.models import User
from notices.models import Notice
from tests.cases.pages import handle, kinds, page
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db
WHY = "She is at our door, hurt."


@pytest.fixture
def case(ana: User) -> Case:
    return factory.open_case(by=ana, person={"name_used": "Joy"}, summary="Met at night.")


@pytest.fixture
def officer() -> User:
    return entities.user(role=Role.DATA_PROTECTION_OFFICER, name="Odile")


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("user__name", flat=True))


def test_owner_sees_it_on_the_case_and_a_coordinator_reviews(
    client: Client, ana: User, berta: User, carla: User, case: Case
) -> None:
    glass = factory.broken_glass(case=case, by=carla)
    client.force_login(ana)
    assert "Opened in an emergency" in client.get(page("detail", case, ana)).content.decode()
    path = page("emergency", case, ana, handle(glass, ana))
    answer = client.get(path)
    assert WHY in answer.content.decode()
    assert answer.context["form"] is None
    assert kinds()[-1] == "glass:viewed"

    client.force_login(berta)
    review = {"finding": "not_justified", "note": "Nobody had come to their door."}
    assert client.post(path, review).status_code == 302
    assert BrokenGlass.objects.get().finding == Finding.NOT_JUSTIFIED
    assert not can_see(carla, case)
    assert "Nobody had come" in client.get(path).content.decode()
    assert client.post(path, review).context["form"] is None


def test_who_opened_it_without_need_does_not_open_it_again(
    berta: User, carla: User, case: Case
) -> None:
    glass = factory.broken_glass(case=case, by=carla)
    services.review_glass(
        glass=glass, by=berta, finding=Finding.NOT_JUSTIFIED, note="Nobody had come."
    )

    code = show_code(code_for(case, berta.entity))
    assert services.break_glass(by=carla, code=code, justification=WHY) is None
    assert not can_see(carla, case)


@pytest.mark.parametrize("who", ["ana", "carla", "bruno", "aurora"])
def test_nobody_else_reviews(request: pytest.FixtureRequest, case: Case, who: str) -> None:
    glass = factory.broken_glass(case=case, by=request.getfixturevalue("carla"))
    person = request.getfixturevalue(who)

    with pytest.raises(PermissionRefused):
        services.review_glass(glass=glass, by=person, finding="justified", note="It was so indeed.")


def test_breaker_who_has_come_to_the_owner_does_not_review(
    ana: User, carla: User, case: Case
) -> None:
    glass = factory.broken_glass(case=case, by=carla)
    User.objects.filter(pk=carla.pk).update(entity=ana.entity)
    carla.role_memberships.create(role=Role.COORDINATOR, granted_at=timezone.now())
    moved = User.objects.get(pk=carla.pk)

    with pytest.raises(PermissionRefused):
        services.review_glass(glass=glass, by=moved, finding="justified", note="It was so.")


def test_review_happens_once(berta: User, carla: User, case: Case) -> None:
    glass = factory.broken_glass(case=case, by=carla)
    words = {"finding": "justified", "note": "The doctor rang me."}
    services.review_glass(glass=glass, by=berta, **words)

    with pytest.raises(Conflict):
        services.review_glass(glass=glass, by=berta, **words)
    assert can_see(carla, case)


def test_late_review_escalates_once_and_shows_red(
    client: Client, berta: User, carla: User, aurora: User, officer: User, case: Case
) -> None:
    factory.broken_glass(case=case, by=carla)
    BrokenGlass.objects.update(broken_at=timezone.now() - timedelta(hours=71))
    sweep_protection()
    assert told("glass_unreviewed") == set()
    BrokenGlass.objects.update(broken_at=timezone.now() - timedelta(hours=73))
    sweep_protection()
    sweep_protection()

    assert told("glass_unreviewed") == {"Aurora", "Odile"}
    assert Notice.objects.filter(kind="glass_unreviewed").count() == 2
    assert kinds().count("glass:escalated") == 1
    client.force_login(berta)
    assert "Review is late" in client.get(page("detail", case, berta)).content.decode()


def test_reviewed_in_time_escalates_never(
    berta: User, carla: User, aurora: User, case: Case
) -> None:
    glass = factory.broken_glass(case=case, by=carla)
    services.review_glass(glass=glass, by=berta, finding="justified", note="The doctor rang.")
    BrokenGlass.objects.update(broken_at=timezone.now() - timedelta(hours=99))
    sweep_protection()

    assert told("glass_unreviewed") == set()


def test_list_is_narrowed_to_who_asks(
    ana: User, berta: User, bruno: User, carla: User, officer: User, case: Case
) -> None:
    clara = entities.coordinator(entity=carla.entity, name="Clara")
    glass = factory.broken_glass(case=case, by=carla)

    seen = {person.name: list(emergencies_for(person)) for person in (berta, clara, officer)}
    assert seen == {"Berta": [glass], "Clara": [glass], "Odile": [glass]}
    assert list(emergencies_for(bruno)) == list(emergencies_for(ana)) == []


def test_data_protection_sees_a_reference_and_nothing_else(
    client: Client, carla: User, officer: User, case: Case
) -> None:
    factory.broken_glass(case=case, by=carla)
    client.force_login(officer)
    text = client.get(reverse("cases:emergencies")).content.decode()

    assert show_code(case.codes.get(entity=None).code) in text
    assert show_code(code_for(case, case.owner_entity)) not in text
    assert WHY not in text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", ["berta", "officer"])
def test_list_costs_the_same(
    client: Client, request: pytest.FixtureRequest, carla: User, who: str, rows: int,
    django_assert_num_queries,
) -> None:  # fmt: skip
    for _row in range(rows):
        factory.broken_glass(case=factory.open_case(by=request.getfixturevalue("ana")), by=carla)
    client.force_login(request.getfixturevalue(who))
    client.get(reverse("cases:emergencies"))
    with django_assert_num_queries(10):
        assert len(client.get(reverse("cases:emergencies")).context["rows"]) == rows


def test_case_page_costs_the_same_with_one_and_three(client: Client, ana: User, case: Case) -> None:
    client.force_login(ana)
    path, counts = page("detail", case, ana), []
    for number in range(3):
        place = entities.entity(code=f"place-{number}")
        factory.broken_glass(case=case, by=entities.caseworker(entity=place, name="Near"))
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))

    assert len(set(counts)) == 1
