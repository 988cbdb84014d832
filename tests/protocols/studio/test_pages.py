"""The pages of the studio: a flowchart is made with forms alone, and every error is said."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from entities.models import User
from protocols.checker import check, is_sound
from protocols.definition import Definition
from protocols.durations import parse_duration
from protocols.elements import Assign, Effect, FieldType, GatewayKind, ReferralNeed
from protocols.models import ProtocolVersion
from protocols.parser import parse
from protocols.studio import services
from protocols.writer import write
from tests.protocols.charts import EVERYTHING, chart, choice, step

pytestmark = pytest.mark.django_db
BEGUN = chart([step("a")], "s a", "a e")
TABLE_QUERIES = 12


@pytest.fixture
def draft(pilar: User) -> ProtocolVersion:
    return begun(pilar, BEGUN)


def begun(by: User, definition: Definition) -> ProtocolVersion:
    return services.create_draft(xml=write(definition), source="nothing", by=by)


def now(version: ProtocolVersion) -> Definition:
    return parse(bytes(ProtocolVersion.objects.get(pk=version.pk).xml))


Send = Callable[..., Any]


@pytest.fixture
def send(client: Client, draft: ProtocolVersion) -> Send:
    """Post to a page about the draft, with what the form shows in the fields left out."""

    def post(page: str, *more: str, headers: dict[str, str] | None = None, **data: Any) -> Any:
        path = reverse(f"studio:{page}", args=[str(draft.protocol), draft.number, *more])
        shown = client.get(path)
        form = shown.context["form"] if shown.context and "form" in shown.context else None
        begins: dict[str, Any] = {}
        for field in form or ():
            value = field.value()
            if value not in (None, False):
                begins[field.html_name] = value
        return client.post(path, {**begins, **data}, headers=headers)

    return post


def test_a_draft_is_made_from_a_published_version(client: Client, draft: ProtocolVersion) -> None:
    response = client.post(reverse("studio:copy", args=[str(draft.protocol), 1]))

    assert response.url == reverse("studio:table", args=[str(draft.protocol), 2])


def test_control_characters_copied_along_are_left_out(send: Send, draft: ProtocolVersion) -> None:
    said, left = "Aco\x01gida\x1b\ufffe", "Acogida"
    send("about", words_es=said, notes_es=f"{said}\r\n{said}")
    send("element", "a", words_es=said)
    meant = {"values": "x\ny", "meaning_es": f"{said}\n{said}"}
    send("new_answer", "a", words_es=said, name="q_1", type="choice", **meant)
    send("source", code="law", words_es=said)
    send("lane", words_es=said, entity_kinds=["shelter"])

    changed = now(draft)
    question = changed.steps["a"].fields[0]
    assert changed.notes == {"es": f"{left}\n{left}"}
    assert question.value_labels == {"x": {"es": left}, "y": {"es": left}}
    assert {
        changed.labels["es"], changed.steps["a"].labels["es"], question.labels["es"],
        changed.sources["law"]["es"], changed.lanes[-1].labels["es"],
    } == {left}  # fmt: skip


def test_everything_about_a_step_is_changed_in_its_form(send: Send, draft: ProtocolVersion) -> None:
    send("source", code="law", words_es="Ley 4/2000, art. 59 bis")
    send(
        "element", "a", words_eu="Urratsa", amount="30", unit="P{}D", due_kind="legal", basis=["law"],
        mandatory_notice="on", consent=["referral_specialised"], decline_to="e", form="detection_indicators",
        service="legal", urgency="urgent", need_basis="consent", effects=["victim_status:detected"],
    )  # fmt: skip

    changed = now(draft).steps["a"]
    assert (changed.labels["eu"], changed.due, str(changed.due_kind)) == (
        "Urratsa", parse_duration("P30D"), "legal",
    )  # fmt: skip
    assert (changed.basis, changed.mandatory_notice, changed.form) == (
        ("law",),
        True,
        "detection_indicators",
    )
    assert changed.consent == ("referral_specialised",)
    assert now(draft).flows[changed.on_decline].target == "e"
    assert changed.referral == ReferralNeed("legal", "urgent", "consent")
    assert changed.effects == (Effect("victim_status", ("detected",)),)


def test_a_form_sent_as_it_was_shown_changes_nothing(
    client: Client, pilar: User, send: Send
) -> None:
    """For every kind of element, so that no form loses what it does not show."""
    whole = begun(pilar, EVERYTHING)
    told = []
    for element in [*EVERYTHING.nodes, *EVERYTHING.flows, "L"]:
        path = reverse("studio:element", args=[str(whole.protocol), 1, element])
        form = client.get(path).context["form"]
        data = {f.html_name: f.value() for f in form if f.value() not in (None, False)}
        assert client.post(path, data).status_code == 302, element
        if now(whole) != EVERYTHING:
            told.append(element)
            break

    assert told == []


def test_a_decision_is_built_from_drop_downs(send: Send, draft: ProtocolVersion) -> None:
    send("new_answer", "a", words_en="Risk", name="risk", type="choice", values="low\nhigh",
         meaning_en="Low\nHigh")  # fmt: skip
    send("add", "a_e", kind="exclusive", words_en="Shelter")
    entry = next(f for f in now(draft).flows.values() if f.target.startswith("step"))
    page = send("element", entry.id, statement_1="risk == 'high'")

    assert page.status_code == 302
    assert now(draft).flows[entry.id].condition.text == "risk == 'high'"
    assert is_sound(check(now(draft)))
    asked = now(draft).fields["risk"]
    assert (asked.type, asked.value_labels["high"]) == (FieldType.CHOICE, {"en": "High"})


def test_several_answers_are_joined_and_shown_again(
    client: Client, send: Send, draft: ProtocolVersion
) -> None:
    send("new_answer", "a", words_en="Agrees", name="agrees", type="yesno")
    send("new_answer", "a", words_en="Children", name="children", type="number")
    send("add", "a_e", kind="inclusive", words_en="School")
    entry = next(f for f in now(draft).flows.values() if f.target.startswith("step"))
    send("element", entry.id, joined="any", statement_1="agrees == false",
         statement_2="children >=", number_2="2.5")  # fmt: skip

    assert now(draft).flows[entry.id].condition.text == "agrees == false || children >= 2.5"
    path = reverse("studio:element", args=[str(draft.protocol), 1, entry.id])
    form = client.get(path).context["form"]
    shown = [form[name].value() for name in ("joined", "statement_1", "statement_2", "number_2")]
    assert shown == ["any", "agrees == false", "children >=", 2.5]
    answer = send("element", entry.id, statement_2="children <", number_2="")
    assert "number_2" in answer.context["form"].errors


def test_a_condition_that_drop_downs_lack_is_kept(client: Client, pilar: User, send: Send) -> None:
    text = "!(c == 'x') && (c == 'y' || c == 'x')"
    whole = chart([step("a", choice("c", "x", "y")), *[EVERYTHING.nodes["g"]], step("b")],
                  "s a", "a g", f"g e: {text}", "g b", "b e", name="nested")  # fmt: skip
    version = begun(pilar, whole)
    path = reverse("studio:element", args=["nested", 1, "g_e"])
    form = client.get(path).context["form"]
    assert text in str(form["joined"]).replace("&amp;", "&").replace("&#x27;", "'")
    client.post(path, {"target": "e", "words_en": "Yes", "joined": ""})

    assert now(version).flows["g_e"].condition.text == text
    assert now(version).flows["g_e"].labels == {"en": "Yes"}


def test_time_limits_are_put_on_a_step(send: Send, draft: ProtocolVersion) -> None:
    send("limit", "a", amount="4", unit="PT{}H", how="instead", target="e")
    send("limit", "a", amount="1", unit="P{}D", how="beside", words_en="Remind", target="")

    timers = now(draft).boundaries["a"]
    assert {(t.timer.duration.text, t.interrupting) for t in timers} == {
        ("PT4H", True),
        ("P1D", False),
    }
    assert is_sound(check(now(draft)))
    refused = send("limit", "a", amount="", how="instead", target="")
    assert {"amount", "target"} <= refused.context["form"].errors.keys()


def test_steps_are_added_moved_and_removed(send: Send, draft: ProtocolVersion) -> None:
    send("add", "a_e", kind="step", words_en="Second")
    send("add", "a_e", kind="wait", words_en="Wait")
    second = next(name for name in now(draft).steps if name != "a")
    send("move", second, flow="s_a")
    assert [f.target for f in now(draft).outgoing["s"]] == [second]
    send("remove", "a")
    assert "a" not in now(draft).nodes
    assert send("remove", "s").status_code == 409
    assert send("remove", "nobody").status_code == 404


def test_lanes_are_added_ordered_and_removed(send: Send, draft: ProtocolVersion) -> None:
    send("lane", words_en="Police", entity_kinds=["police"])
    assert [lane.id for lane in now(draft).lanes] == ["L", "lane_1"]
    send("move_lane", "lane_1", way="up")
    assert [lane.id for lane in now(draft).lanes] == ["lane_1", "L"]
    send("element", "lane_1", assign="case")
    assert now(draft).lane("lane_1").assign is Assign.CASE
    assert "entity" in send("element", "lane_1", assign="fixed").context["form"].errors
    assert send("remove", "L").status_code == 409
    send("remove", "lane_1")
    assert [lane.id for lane in now(draft).lanes] == ["L"]


def test_a_gateway_changes_its_kind_and_gets_branches(send: Send, draft: ProtocolVersion) -> None:
    send("add", "a_e", kind="parallel", words_en="One")
    split = next(name for name in now(draft).nodes if name.startswith("split"))
    send("branch", split, words_en="Two")

    assert len(now(draft).outgoing[split]) == 3
    assert is_sound(check(now(draft)))
    send("element", split, kind="exclusive")
    assert now(draft).nodes[split].kind is GatewayKind.EXCLUSIVE
    assert now(draft).nodes[split].default


def test_an_answer_is_changed_and_removed(send: Send, draft: ProtocolVersion) -> None:
    send("new_answer", "a", words_en="Risk", name="risk", type="choice", values="low\nhigh")
    again = send("new_answer", "a", words_en="Risk", name="risk", type="yesno")
    assert "answer of this name already" in again.content.decode()
    assert "values" in send("answer", "a", "risk", values="one").context["form"].errors
    send("answer", "a", "risk", values="low\nhigh\nextreme", meaning_eu="b\n-\nc")
    assert now(draft).fields["risk"].value_labels == {"low": {"eu": "b"}, "extreme": {"eu": "c"}}
    send("remove_answer", "a", "risk")
    assert now(draft).fields == {}


def test_a_stale_form_shows_both_and_loses_neither(
    client: Client, send: Send, draft: ProtocolVersion
) -> None:
    send("about", words_en="Theirs")
    late = send("element", "a", words_en="Mine", based_on="0")
    page = client.get(late.url).content.decode()

    assert now(draft).steps["a"].labels["en"] == "Words"
    assert "The name of the flowchart" in page
    assert "Step “Mine” changed: words" in page
    table = client.get(reverse("studio:table", args=[str(draft.protocol), 1])).content.decode()
    assert late.url in table
    kept = client.post(f"{late.url}keep/")
    assert kept.url == reverse("studio:table", args=[str(draft.protocol), 2])
    assert now(ProtocolVersion.objects.get(number=2)).steps["a"].labels["en"] == "Mine"
    assert client.get(late.url).status_code == 404


@pytest.mark.parametrize("base", ["-1", "x", "99", "²", "9" * 30])
def test_a_made_up_state_does_no_harm(send: Send, draft: ProtocolVersion, base: str) -> None:
    assert send("about", words_en="New", based_on=base).status_code in {200, 302, 409}


def test_the_panel_of_the_board_is_the_same_form(
    send: Send, draft: ProtocolVersion, client: Client
) -> None:
    path = reverse("studio:element", args=[str(draft.protocol), 1, "a"])
    panel = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert 'name="decline_to"' in panel
    saved = send("element", "a", words_en="New", headers={"HX-Request": "true"})
    assert (saved.status_code, saved.headers["HX-Trigger"]) == (204, "studio:changed")
    stale = send("element", "a", words_en="X", based_on="0", headers={"HX-Request": "true"})
    assert "/aside/" in stale.headers["HX-Redirect"]


@pytest.mark.parametrize("more", [1, 3])
def test_the_table_costs_the_same_with_more_steps(
    client: Client, pilar: User, django_assert_max_num_queries: Any, more: int
) -> None:
    names = [f"a{number}" for number in range(more)]
    ways = [f"{one} {then}" for one, then in zip(["s", *names], [*names, "e"], strict=True)]
    version = begun(pilar, chart([step(name) for name in names], *ways))
    with django_assert_max_num_queries(TABLE_QUERIES):
        client.get(reverse("studio:table", args=[str(version.protocol), 1]))


def test_labels_keep_their_signs(send: Send, draft: ProtocolVersion, client: Client) -> None:
    send("about", words_en="<b>Us & them</b>")
    page = client.get(reverse("studio:table", args=[str(draft.protocol), 1])).content.decode()

    assert "&lt;b&gt;Us &amp; them" in page
    assert now(draft).labels["en"] == "<b>Us & them</b>"


def test_a_published_version_says_that_it_never_changes(client: Client, pilar: User) -> None:
    from protocols.services import publish_version

    publish_version(version=begun(pilar, replace(BEGUN, code="done")), by=pilar)
    page = client.get(reverse("studio:table", args=["done", 1]))

    assert page.status_code == 409
    assert "never changes" in page.content.decode()
