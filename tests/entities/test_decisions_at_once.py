"""Several people, or sweeps, at one decision in the same moment: one wins, nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from core.exceptions import Conflict
from entities import services
from entities.enums import DecisionStatus, Role
from entities.models import RoleMembership, User
from tests.entities.deciding import asked, later
from tests.factories import entities as factory

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _many_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; PostgreSQL shows it")


def together(*acts: Callable[[], object]) -> list[object]:
    """Do all at once, each on a connection of its own; refusals are answers too."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Conflict:
            return Conflict
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_two_second_people_make_one_agreement(ana: User, alba: User, amaia: User) -> None:
    third = factory.administrator(name="Third")
    decision = asked(ana, alba)

    answers = together(
        lambda: services.agree(decision=decision, by=amaia),
        lambda: services.agree(decision=decision, by=third),
    )

    assert answers.count(Conflict) == 1


def test_agreement_and_stop_end_in_one_state(ana: User, alba: User, amaia: User) -> None:
    decision = asked(ana, alba)
    together(
        lambda: services.agree(decision=decision, by=amaia),
        lambda: services.stop(decision=decision, by=alba),
    )
    decision.refresh_from_db()

    assert decision.status == DecisionStatus.STOPPED


def test_four_sweeps_give_the_role_once(ana: User, alba: User, amaia: User) -> None:
    services.agree(decision=asked(ana, alba), by=amaia)

    assert sum(int(str(done)) for done in together(*[later] * 4)) == 1
    assert RoleMembership.objects.filter(user=ana, role=Role.COORDINATOR).count() == 1


def test_same_thing_asked_twice_at_once_is_asked_once(ana: User, alba: User, amaia: User) -> None:
    answers = together(lambda: asked(ana, alba), lambda: asked(ana, amaia))

    assert answers.count(Conflict) == 1


def test_last_two_auditors_do_not_go_at_once(alba: User, amaia: User, aurora: User) -> None:
    second = factory.auditor(name="Alaitz")

    answers = together(
        lambda: services.end_role(user=aurora, role=Role.AUDITOR, by=alba),
        lambda: services.deactivate_user(user=second, by=amaia),
    )

    assert answers.count(Conflict) == 1


def test_two_sweeps_suspend_a_dormant_account_once(ana: User) -> None:
    long_ago = timezone.now() - timedelta(days=100)
    User.objects.filter(pk=ana.pk).update(
        last_login=long_ago, dormant_warned_at=long_ago + timedelta(days=80)
    )

    answers = together(services.sweep_dormant, services.sweep_dormant)

    assert sorted(done for _warned, done in answers) == [0, 1]  # type: ignore[misc]
