"""Two people change one case: the second is told, keeps what she typed, and undoes nothing."""

import pytest
from django.test import Client

from audit.models import Event
from cases import services
from cases.models import Case
from entities.models import User
from tests.cases.pages import page
from tests.factories import cases as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ana: User) -> Case:
    return factory.open_case(by=ana, summary="At the station.", risk_level="low", languages=["en"])


def form_of(client: Client, path: str) -> dict[str, object]:
    """What the browser would send if nothing was touched."""
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def sent_again(answer) -> dict[str, list[str]]:
    """What the page that tells of the change sends if nothing more is touched."""
    return dict(answer.context["form"].data.lists())


def test_second_keeps_what_she_typed_and_reads_what_is_new(
    as_ana: Client, ana: User, berta: User, case: Case
) -> None:
    path = page("edit", case, ana)
    typed = {**form_of(as_ana, path), "summary": "At the clinic."}
    services.edit_case(case=case, by=berta, changes={"needs": "A doctor.", "risk_level": "high"})
    answer = as_ana.post(path, typed)

    assert answer.status_code == 409
    assert "Somebody else changed this while you were writing." in answer.text
    assert [value for _label, value in answer.context["rows"]] == ["A doctor.", "High"]
    form = answer.context["form"]
    assert form["summary"].value() == "At the clinic."
    assert (form["needs"].value(), form["risk_level"].value()) == ("A doctor.", "high")
    assert Case.objects.get().summary == "At the station."
    assert Event.objects.filter(kind="access:refused").count() == 1


def test_sent_again_it_undoes_nothing(as_ana: Client, ana: User, berta: User, case: Case) -> None:
    path = page("edit", case, ana)
    typed = {**form_of(as_ana, path), "summary": "At the clinic.", "languages": ["en", "es"]}
    changes = {
        "needs": "A doctor.", "risk_level": "high", "lead_worker": berta,
        "interpreter_needed": True, "exploitation_types": ["sexual"], "children_count": 2,
    }  # fmt: skip
    services.edit_case(case=case, by=berta, changes=changes)
    again = sent_again(as_ana.post(path, typed))
    assert as_ana.post(path, again).status_code == 302

    stands = Case.objects.get()
    assert (stands.summary, stands.languages) == ("At the clinic.", ["en", "es"])
    assert {name: getattr(stands, name) for name in changes} == changes


def test_of_one_field_changed_by_both_the_second_decides(
    as_ana: Client, ana: User, berta: User, case: Case
) -> None:
    path = page("edit", case, ana)
    typed = {**form_of(as_ana, path), "summary": "Hers."}
    services.edit_case(case=case, by=berta, changes={"summary": "His."})
    answer = as_ana.post(path, typed)
    assert "His." in answer.text
    as_ana.post(path, sent_again(answer))

    assert Case.objects.get().summary == "Hers."


def test_third_change_is_told_too(as_ana: Client, ana: User, berta: User, case: Case) -> None:
    path = page("edit", case, ana)
    typed = {**form_of(as_ana, path), "summary": "At the clinic."}
    services.edit_case(case=case, by=berta, changes={"needs": "A doctor."})
    again = sent_again(as_ana.post(path, typed))
    services.edit_case(case=case, by=berta, changes={"needs": "A bed."})
    answer = as_ana.post(path, again)

    assert answer.status_code == 409
    assert "A bed." in answer.text


@pytest.mark.parametrize("version", ["0", "999", "x", "-1", "\u0663"])
def test_invented_version_is_no_error(as_ana: Client, ana: User, case: Case, version: str) -> None:
    typed = {**form_of(as_ana, page("edit", case, ana)), "version": version}

    assert as_ana.post(page("edit", case, ana), typed).status_code in {302, 409}


def test_untouched_form_is_saved(as_ana: Client, ana: User, case: Case) -> None:
    path = page("edit", case, ana)

    assert as_ana.post(path, form_of(as_ana, path)).status_code == 302
