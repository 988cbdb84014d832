"""Forms filled on a case: drafts, finished ones, and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cases import services
from cases.models import Assessment, Case
from cases.services.writing import ChangedMeanwhile
from core.exceptions import Conflict
from entities.models import User
from tests.cases.pages import handle, kinds, page
from tests.factories import assessments as factory
from tests.factories import cases

pytestmark = pytest.mark.django_db

TOLD = "She was brought by a cousin."
NEEDED = {"minor_or_doubt": "no", "emergency": "no", "danger": "no"}


def form_of(client: Client, path: str) -> dict[str, object]:
    """What the browser would send if nothing was touched."""
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def test_a_form_is_kept_as_a_draft_taken_up_again_and_finished(
    as_ana: Client, ana: User, case: Case
) -> None:
    fill = page("fill_assessment", case, ana, "detection_indicators")
    assert (
        as_ana.post(fill, {**form_of(as_ana, fill), "account": TOLD, "draft": "1"}).status_code
        == 302
    )
    draft = Assessment.objects.get()
    assert (draft.status, draft.answers, draft.finished_at) == ("draft", {"account": TOLD}, None)

    edit = page("edit_assessment", case, ana, handle(draft, ana))
    sent = {**form_of(as_ana, edit), **NEEDED, "coerced": ["coe_debt", "coe_documents"]}
    assert sent["account"] == TOLD
    answer = as_ana.post(edit, sent)

    final = Assessment.objects.get()
    form = factory.definition()
    assert answer.headers["Location"] == page("assessment", case, ana, handle(final, ana))
    assert (final.status, final.finished_by, final.sha256) == ("final", ana, form.sha256)
    assert final.answers == {
        "minor_or_doubt": False,
        "emergency": False,
        "danger": False,
        "coerced": ["coe_debt", "coe_documents"],
        "account": TOLD,
    }
    shown = as_ana.get(answer.headers["Location"]).content.decode()
    assert TOLD in shown
    assert "present (2 strong, 0 medium, 0 weak)" in shown
    assert [one for one in kinds() if one.startswith("assessment:")] == [
        "assessment:saved",
        "assessment:finished",
    ]


def test_what_is_finished_never_changes_it_is_struck_and_kept(
    as_ana: Client, ana: User, case: Case
) -> None:
    row = factory.assessment(case=case, by=ana, account=TOLD)
    for act in (services.save_draft, services.finish_assessment):
        with pytest.raises(Conflict):
            act(case=case, filled=factory.filled(account="Other."), by=ana, draft=row)
    edit = page("edit_assessment", case, ana, handle(row, ana))
    assert as_ana.get(edit).status_code == 409

    strike = page("strike", case, ana, "assessment", handle(row, ana))
    assert as_ana.post(strike, {"strike_reason": "duplicate"}).status_code == 302
    shown = as_ana.get(page("assessment", case, ana, handle(row, ana))).content.decode()
    assert TOLD in shown
    assert "It was recorded twice" in shown
    assert as_ana.post(strike, {"strike_reason": "duplicate"}).status_code == 409


def test_second_of_two_people_keeps_what_she_typed_and_reads_what_is_new(
    as_ana: Client, ana: User, berta: User, case: Case
) -> None:
    draft = factory.draft(case=case, by=ana, account=TOLD)
    edit = page("edit_assessment", case, ana, handle(draft, ana))
    typed = {**form_of(as_ana, edit), "danger_told": "The door is watched.", "draft": "1"}
    services.save_draft(
        case=case,
        filled=factory.filled(account=TOLD, spoken_alone=True, seen=1),
        by=berta,
        draft=draft,
    )
    answer = as_ana.post(edit, typed)

    assert answer.status_code == 409
    assert ("Was she spoken with alone?", "Yes") in answer.context["rows"]
    form = answer.context["form"]
    assert form["danger_told"].value() == "The door is watched."
    assert form["spoken_alone"].value() == "yes"
    again = {**dict(form.data.lists()), "draft": "1"}
    assert as_ana.post(edit, again).status_code == 302
    kept = Assessment.objects.get().answers
    assert (kept["danger_told"], kept["spoken_alone"]) == ("The door is watched.", True)


def test_services_refuse_a_stale_draft(ana: User, berta: User, case: Case) -> None:
    draft = factory.draft(case=case, by=ana)
    services.save_draft(case=case, filled=factory.filled(seen=1), by=berta, draft=draft)
    with pytest.raises(ChangedMeanwhile):
        services.finish_assessment(case=case, filled=factory.filled(seen=1), by=ana, draft=draft)
    assert Assessment.objects.get().status == "draft"


def test_a_page_sent_twice_records_once(as_ana: Client, ana: User, case: Case) -> None:
    fill = page("fill_assessment", case, ana, "detection_indicators")
    sent = {**form_of(as_ana, fill), **NEEDED}
    assert as_ana.post(fill, sent).status_code == 302
    assert as_ana.post(fill, sent).status_code == 409
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("once", ["", "x", "a" * 26, "a" * 41])
def test_a_page_with_a_made_up_name_is_recorded_or_refused(
    as_ana: Client, ana: User, case: Case, once: str
) -> None:
    fill = page("fill_assessment", case, ana, "detection_indicators")
    answer = as_ana.post(fill, {**NEEDED, "once": once, "seen": "-1"})
    assert answer.status_code == (200 if len(once) > 40 else 302)


def test_wrong_answers_are_said_beside_the_question_and_kept(
    as_ana: Client, ana: User, case: Case
) -> None:
    fill = page("fill_assessment", case, ana, "detection_report")
    sent = {"interviews": "two", "first_on": "2026-02-30", "her_wishes": TOLD, "draft": "1"}
    answer = as_ana.post(fill, sent)
    assert sorted(answer.context["form"].errors) == ["first_on", "interviews"]
    shown = answer.content.decode()
    assert all(text in shown for text in ("two", "2026-02-30", TOLD))
    assert Assessment.objects.count() == 0


def test_closed_case_takes_no_form(as_ana: Client, ana: User, case: Case) -> None:
    services.close_case(case=case, by=ana, reason="goals_met")
    with pytest.raises(Conflict):
        factory.draft(case=case, by=ana)
    fill = page("fill_assessment", case, ana, "safety_plan")
    assert as_ana.get(fill).status_code == 409
    assert as_ana.get(page("fill_assessment", case, ana, "made_up")).status_code == 404


def test_a_form_about_a_child_names_one_of_this_case(as_ana: Client, ana: User, case: Case) -> None:
    child, elsewhere = (
        cases.child(case=case, by=ana),
        cases.child(case=cases.open_case(by=ana), by=ana),
    )
    fill = page("fill_assessment", case, ana, "child_risk_level")
    sent = {
        "instrument_used": "yes", "severity": "severe", "grounds": TOLD,
        "child": handle(elsewhere, ana),
    }  # fmt: skip
    assert list(as_ana.post(fill, sent).context["form"].errors) == ["child"]
    as_ana.post(fill, {**sent, "child": handle(child, ana)})
    assert Assessment.objects.get().child == child
    with pytest.raises(ValidationError):
        services.save_draft(
            case=case,
            filled=services.Filled(form=factory.definition(), answers={}, child=elsewhere),
            by=ana,
        )
