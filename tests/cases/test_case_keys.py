"""New keys for a case: the command, by any code, for the case and its people."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, CaseCode
from cases.selectors.keys import keys_of
from core.codes import show_code
from entities.models import User
from tests.factories import cases as factory
from vault.doors import Purpose, Tier, reveal
from vault.models import DataKey
from vault.setup import prepare_keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _canary(db: None) -> None:
    prepare_keys()


@pytest.fixture
def case(ana: User) -> Case:
    case = factory.open_case(by=ana, person={"legal_name": "Joy Osagie"}, summary="Edo")
    factory.intervention(case=case, by=ana, note="she came alone")
    return case


def rotate(code: str) -> str:
    out = StringIO()
    call_command("rotate_case_key", code, "--settle", "0", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("of_entity", [True, False])
def test_case_and_its_people_get_new_keys(case: Case, ana: User, of_entity: bool) -> None:
    before = set(keys_of(case))
    entity = case.owner_entity if of_entity else None
    code = CaseCode.objects.get(case=case, entity=entity)
    assert rotate(show_code(code.code)).endswith(
        "2 keys of the case are new; those before are destroyed.\n"
    )
    read = Case.objects.get()
    after = set(keys_of(read))
    assert (len(after), after & before) == (2, set())
    assert (
        set(DataKey.objects.filter(owner__in=["case", "person"]).values_list("pk", flat=True))
        == after
    )
    assert (read.summary, read.interventions.get().note) == ("Edo", "she came alone")
    with reveal(
        read.person,
        tier=Tier.IDENTITY,
        by=ana,
        case=read.pk,
        purpose=Purpose.DOCUMENTS,
        justification="Her lawyer asks",
    ):
        assert read.person.legal_name == "Joy Osagie"
    assert [row.summary for row in Case.history.all()] == ["Edo"]


@pytest.mark.parametrize("code", ["K7Q4-M9TR-V", "nonsense", ""])
def test_code_of_no_case_is_refused(case: Case, code: str) -> None:
    with pytest.raises(CommandError, match="No case has this code"):
        rotate(code)


def test_person_of_two_cases_keeps_her_key(case: Case, ana: User) -> None:
    other = factory.open_case(by=ana)
    other.person = case.person
    other.save()
    assert keys_of(case) == [case.data_key_id]
