"""The command by which two people erase a case, one after the other."""

import io
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from audit.enums import AuditAction
from audit.models import Event
from cases import services
from cases.models import Case, CaseCode, ErasureRequest
from core.codes import show_code
from entities.codes import next_free_code
from entities.models import User
from tests.factories import cases as factory
from tests.factories import entities
from vault.models import DataKey
from vault.setup import prepare_keys

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
Erase = Callable[..., str]


@pytest.fixture(autouse=True)
def _canary(db: None) -> None:
    prepare_keys()


@pytest.fixture
def case(ana: User, berta: User) -> Case:
    case = factory.open_case(by=ana, summary="Edo")
    return services.close_case(case=case, by=berta, reason="goals_met")


@pytest.fixture
def erase(case: Case, monkeypatch: pytest.MonkeyPatch) -> Erase:
    code = show_code(CaseCode.objects.get(case=case, entity=None).code)

    def run(
        person: User,
        *options: str,
        password: str = PASSWORD,
        code: str = code,
        factor: str | None = None,
    ) -> str:
        out = io.StringIO()
        shown = next_free_code(person.pk, entities.SECRET) if factor is None else factor
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n{shown}\n"))
        call_command("erase_case", code, "--as", person.email, *options, stdout=out)
        return out.getvalue()

    return run


def test_two_people_erase_a_case(case: Case, berta: User, erase: Erase) -> None:
    other = entities.coordinator(entity=case.owner_entity, name="Bea")
    assert "until a second person agrees" in erase(berta, "--basis", "right_to_erasure")
    assert Case.objects.get().summary == "Edo"
    assert erase(other, "--agree") == "The case is erased.\n"
    assert Case.objects.get().summary == ""
    assert not DataKey.objects.filter(pk=case.data_key_id).exists()


def test_one_person_cannot(berta: User, erase: Erase) -> None:
    with pytest.raises(CommandError, match="Nobody has asked"):
        erase(berta, "--agree")
    erase(berta, "--basis", "right_to_erasure")
    cache.clear()  # a third code within one moment
    with pytest.raises(CommandError, match="You may not change this"):
        erase(berta, "--agree")
    assert Case.objects.get().summary == "Edo"


def test_wrong_password_is_refused_and_recorded(berta: User, erase: Erase) -> None:
    with pytest.raises(CommandError, match="E-mail or password is wrong"):
        erase(berta, "--basis", "right_to_erasure", password="wrong")
    assert Event.objects.filter(kind=AuditAction.SIGN_IN_FAILED).count() == 1
    assert ErasureRequest.objects.count() == 0


@pytest.mark.parametrize("factor", ["", "000000"])
def test_password_alone_is_refused_and_recorded(berta: User, erase: Erase, factor: str) -> None:
    with pytest.raises(CommandError, match="The code is wrong"):
        erase(berta, "--basis", "right_to_erasure", factor=factor)
    assert Event.objects.filter(kind=AuditAction.SIGN_IN_FAILED).count() == 1
    assert ErasureRequest.objects.count() == 0


def test_code_works_once(berta: User, erase: Erase) -> None:
    factor = next_free_code(berta.pk, entities.SECRET)
    erase(berta, "--basis", "right_to_erasure", factor=factor)
    with pytest.raises(CommandError, match="was used before"):
        erase(berta, "--agree", factor=factor)


def test_caseworker_is_refused(ana: User, erase: Erase) -> None:
    with pytest.raises(CommandError, match="You may not change this"):
        erase(ana, "--basis", "right_to_erasure")


def test_code_of_no_case_is_refused(berta: User, erase: Erase) -> None:
    with pytest.raises(CommandError, match="No case has this code"):
        erase(berta, "--agree", code="nonsense")
