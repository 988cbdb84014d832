"""What the drawing board opens and saves: names in one language, the drawing kept."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from protocols.diagram_reader import read_picture
from protocols.findings import MalformedProtocol
from protocols.models import ProtocolVersion
from protocols.parser import parse
from protocols.studio import edits, services
from protocols.studio.board import drawn_as_before, lay_on_board, take_from_board
from protocols.writer import write
from tests.factories.protocols import protocol_manager
from tests.protocols.charts import EVERYTHING, chart, step

BEGUN = chart([step("a")], "s a", "a e")


@pytest.mark.parametrize("language", ["es", "eu", "pt", "en"])
def test_what_the_board_saves_untouched_is_what_it_opened(language: str) -> None:
    some = replace(EVERYTHING, labels={"es": "Uno", "en": "One"}, notes={"eu": "Oharra"})
    some = edits.put_node(some, replace(some.nodes["b"], labels={"pt": "Passo"}))
    xml = write(some)

    definition, picture = take_from_board(lay_on_board(xml, language), some, language)

    assert definition == some
    assert picture == read_picture(xml, some)


def test_a_name_changed_on_the_board_is_changed_in_one_language() -> None:
    laid = lay_on_board(write(BEGUN), "eu").replace(
        b'id="a" name="Words"', b'id="a" name="Urratsa"'
    )

    definition, _picture = take_from_board(laid, BEGUN, "eu")

    labels = definition.nodes["a"].labels
    assert (labels["eu"], labels["es"]) == ("Urratsa", "Words")


def test_a_drawing_is_kept_by_changes_that_move_nothing() -> None:
    xml = write(BEGUN).replace(b'x="', b'x="1')
    changed = edits.set_about(BEGUN, {"en": "New"})
    kept = drawn_as_before(xml, BEGUN, changed)

    assert kept == read_picture(xml, BEGUN)
    assert read_picture(write(changed, picture=kept), changed) == kept
    assert drawn_as_before(xml, BEGUN, edits.insert(BEGUN, "a_e", step("b"))) is None


@pytest.mark.parametrize("number", ["NaN", "1e300", "", "x"])
def test_a_drawing_that_nobody_could_see_is_none(number: str) -> None:
    xml = write(BEGUN).decode()
    place = xml.index(' x="') + 4
    broken = xml[:place] + number + xml[xml.index('"', place) :]

    assert read_picture(broken.encode(), BEGUN) is None


def test_a_refusal_whose_arrow_was_removed_is_none() -> None:
    declined = edits.set_decline(chart([step("a"), step("b")], "s a", "a b", "b e"), "a", "e")
    laid = lay_on_board(write(declined), "en").decode()
    begin = laid.index('<bpmn:sequenceFlow id="refusal_1"')
    end = laid.index("/>", begin) + 2
    definition, _picture = take_from_board((laid[:begin] + laid[end:]).encode(), declined, "en")

    assert definition.steps["a"].on_decline == ""


def test_the_board_may_draw_nothing_outside_the_subset() -> None:
    with pytest.raises(MalformedProtocol):
        take_from_board(lay_on_board(write(BEGUN), "en").replace(b"userTask", b"task"), BEGUN, "en")


@pytest.mark.django_db
def test_the_board_saves_answers_with_findings_and_shows_both_when_stale(client: Client) -> None:
    pilar = protocol_manager()
    client.force_login(pilar)
    version = services.create_draft(xml=write(BEGUN), source="nothing", by=pilar)

    def save(xml: str, based_on: Any) -> Any:
        path = reverse("studio:save_board", args=["chart", 1])
        return client.post(path, {"xml": xml, "based_on": based_on})

    opened = client.get(reverse("studio:board_file", args=["chart", 1])).json()
    renamed = opened["xml"].replace('id="a" name="Words"', 'id="a" name="Reception"')
    saved = save(renamed, opened["based_on"])
    assert (saved.status_code, saved.json()) == (
        200,
        {"based_on": 1, "findings": [], "examples": {"count": 0, "failing": []}},
    )
    assert parse(bytes(ProtocolVersion.objects.get().xml)).nodes["a"].labels["en"] == "Reception"
    stale = save(opened["xml"].replace("Words", "Other"), opened["based_on"])
    assert (stale.status_code, stale.json()) == (
        409,
        {"aside": reverse("studio:aside", args=["chart", 1, 2])},
    )
    refused = save(renamed.replace("userTask", "scriptTask"), 1)
    assert refused.status_code == 422
    assert refused.json()["findings"][0]["code"] == "not_in_subset"
    assert save("", 1).status_code == 422
    assert version.revisions.count() == 3
    long_gone = save(opened["xml"].replace("Words", "Later"), 99)
    assert (long_gone.status_code, list(long_gone.json())) == (409, ["aside"])
