"""Drawings on sheets of paper."""

from itertools import pairwise

import pytest
from django.utils.safestring import SafeString
from lxml import etree

from protocols.drawing import draw
from protocols.sheets import HEIGHT, OVERLAP, WIDTH, sheets_of
from tests.protocols.charts import chart, step
from tests.protocols.test_layout import DRAWN


def boxes(drawing: SafeString) -> list[tuple[float, ...]]:
    return [
        tuple(float(part) for part in etree.fromstring(one.drawing).get("viewBox").split())
        for one in sheets_of(drawing)
    ]


@pytest.mark.parametrize("definition", DRAWN, ids=lambda definition: definition.id)
def test_sheets_cover_the_whole_drawing(definition):
    drawing = draw(definition, language="eu")
    _x, _y, width, height = (
        float(part) for part in etree.fromstring(drawing).get("viewBox").split()
    )

    found = boxes(drawing)

    assert max(x + wide for x, _y, wide, _high in found) >= width
    assert max(y + high for _x, y, _wide, high in found) >= height
    lefts = sorted({x for x, *_rest in found})
    assert [two - one for one, two in pairwise(lefts)] == [WIDTH - OVERLAP] * (len(lefts) - 1)
    assert {(wide, high) for _x, _y, wide, high in found} == {(WIDTH, HEIGHT)}


def test_each_sheet_has_names_of_its_own():
    sheets = sheets_of(draw(DRAWN[0], language="en"))
    roots = [etree.fromstring(sheet.drawing) for sheet in sheets]

    names = [one.get("id") for root in roots for one in root.iter() if one.get("id")]
    assert len(names) == len(set(names)) == 2 * len(sheets)
    for root in roots:
        assert root.get("aria-labelledby").split() == [
            one.get("id") for one in root.iter() if one.get("id")
        ]
    assert sheets[1].caption == f"Sheet 2 of {len(sheets)}: row 1, from the left 2"


def test_a_small_drawing_is_one_sheet_without_caption():
    (sheet,) = sheets_of(draw(chart([step("a")], "s a", "a e"), language="en"))

    assert sheet.caption == ""


@pytest.mark.parametrize("definition", DRAWN[:3], ids=lambda definition: definition.id)
def test_every_word_is_on_a_sheet_and_no_sheet_holds_all(definition):
    drawing = draw(definition, language="en")
    sheets = sheets_of(drawing)

    def words(part: str) -> set[str]:
        return {text.text for text in etree.fromstring(part).iter("{*}text")}

    assert set().union(*(words(sheet.drawing) for sheet in sheets)) == words(drawing)
    assert max(len(sheet.drawing) for sheet in sheets) < len(drawing)
