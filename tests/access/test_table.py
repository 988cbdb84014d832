"""Who is answered what: every address, every role, every relation to the case."""

import pytest
from django.core.cache import cache

from audit.enums import AuditAction
from audit.models import Event
from entities.models import User
from tests.access.addresses import arguments_by_page, is_of_a_case
from tests.access.asking import address, ask, verdict
from tests.access.table import Cell, cells, pages
from tests.access.world import World, undone

REFUSED = {"403", "404", "409"}


def test_every_address_has_its_rows() -> None:
    expected = {(page, method) for page in arguments_by_page() for method in ("GET", "POST")}

    assert sorted(expected ^ set(pages())) == []
    assert len(pages()) == len(expected)


@pytest.mark.parametrize("cell", cells(), ids=str)
def test_answer(world: World, cell: Cell) -> None:
    relation = "own" if cell.relation == "inside" else cell.relation
    person = None if cell.role == "anonymous" else world.person(cell.role, relation)
    before = Event.objects.filter(kind=AuditAction.ACCESS_REFUSED.value).count()

    with undone():  # which costs less, thousands of times, than the mark of database tests
        if cell.page.startswith("account_"):
            cache.clear()  # the limits on attempts, which Redis does not take back
        _browser, answer = ask(world, cell.page, cell.method, person)
        told = Event.objects.filter(kind=AuditAction.ACCESS_REFUSED.value).count() - before

    assert (verdict(answer), told) == (cell.expected, int(cell.expected in REFUSED))


@pytest.mark.django_db
def test_code_and_handle_of_another_entity_open_nothing(world: World) -> None:
    """What the owner's address bar shows is of no use to an entity that may see the same case."""
    owner, reader = world.person("caseworker"), world.person("coordinator", "accepted")
    by_case = [page for page in arguments_by_page() if is_of_a_case(page)]

    answers = {
        page: {world.browser(reader).get(address(world, page, owner)).status_code}
        for page in by_case
    }
    posts = {page: world.browser(reader).post(address(world, page, owner)) for page in by_case}

    assert {page: found for page, found in answers.items() if not found <= {404, 405}} == {}
    assert [page for page, answer in posts.items() if answer.status_code != 404] == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["cases:correct_intervention", "cases:withdraw_consent"])
def test_handle_of_another_entity_beside_the_own_code_opens_nothing(
    world: World, page: str
) -> None:
    owner, reader = world.person("caseworker"), world.person("coordinator", "accepted")
    path = address(world, page, owner).replace(world.code(owner), world.code(reader))

    assert world.browser(reader).get(path).status_code == 404


@pytest.mark.django_db
def test_flag_of_superusers_is_set_in_this_world(world: World) -> None:
    """Else the rows of `superuser` would prove nothing."""
    flagged = User.objects.get(pk=world.person("superuser").pk)

    assert flagged.is_superuser
