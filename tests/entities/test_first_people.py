"""The first installation is set up by two people."""

import io

import pytest
from django.core.management import CommandError, call_command

from audit.enums import AuditAction
from audit.models import Event
from entities.enums import Role
from entities.models import User
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

ANSWERS = {
    "administrator_email": "alba@example.test",
    "administrator_name": "Alba",
    "auditor_email": "aurora@example.test",
    "auditor_name": "Aurora",
    "entity_name": "Foral office",
}


def run(**changes: str) -> str:
    out = io.StringIO()
    call_command("create_first_people", **{**ANSWERS, **changes}, stdout=out)
    return out.getvalue()


def test_first_people_are_administrator_and_auditor_with_links() -> None:
    lines = run().splitlines()

    roles = {user.email: set(user.roles) for user in User.objects.all()}
    assert roles == {
        "alba@example.test": {Role.ADMINISTRATOR},
        "aurora@example.test": {Role.AUDITOR},
    }
    assert [line.partition(": ")[0] for line in lines[:2]] == list(roles)
    assert ["/account/invitation/" in line for line in lines] == [True, True, False]
    assert [user.has_usable_password() for user in User.objects.all()] == [False, False]
    assert Event.objects.filter(kind=AuditAction.USER_CREATED.value, actor=None).count() == 2


def test_first_people_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "Alba")

    run(administrator_name="")

    assert User.objects.get(email="alba@example.test").name == "Alba"


def test_first_people_are_made_once() -> None:
    run()

    with pytest.raises(CommandError, match="already has an administrator"):
        run(administrator_email="eve@example.test", auditor_email="eva@example.test")
    assert User.objects.count() == 2


def test_first_people_are_refused_where_an_administrator_was() -> None:
    factory.administrator()

    with pytest.raises(CommandError, match="already has an administrator"):
        run()


def test_first_people_are_two() -> None:
    with pytest.raises(CommandError, match="two people"):
        run(auditor_email="Alba@example.test")
    assert not User.objects.exists()


def test_malformed_address_leaves_nothing() -> None:
    with pytest.raises(CommandError, match="valid email"):
        run(auditor_email="not an address")
    assert not User.objects.exists()


def test_empty_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "  ")

    with pytest.raises(CommandError, match="an answer is needed"):
        run(auditor_name="")
