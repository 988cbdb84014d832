"""The picture and its words."""

from dataclasses import replace

import pytest
from lxml import etree

from protocols.drawing import LOOKS, draw
from protocols.durations import parse_duration
from protocols.elements import Timer, UserTask
from protocols.lettering import text_width, wrap
from protocols.marks import Mark, MarkState, duration_words, timer_words
from protocols.outline import outline
from tests.protocols.charts import LOOP, WORDS, chart, clock, gateway, step, wait, yesno
from tests.protocols.test_layout import DRAWN
from tools.build_library import build

P1 = build("P1", "ES")
MARKS = {
    "t1": Mark(MarkState.DONE),
    "t2": Mark(MarkState.LATE, "3"),
    "t5": Mark(MarkState.WAITING),
    "d1": Mark(MarkState.NOW),
    "t3": Mark(MarkState.DECLINED),
    "w1": Mark(MarkState.CANCELLED),
}
SVG = "{http://www.w3.org/2000/svg}"


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("definition", DRAWN, ids=lambda definition: definition.id)
@pytest.mark.parametrize("language", ["es", "eu", "pt", "en"])
def test_drawing_is_safe_in_a_page(definition, language):
    svg = draw(definition, language=language, marks=MARKS)
    root = etree.fromstring(svg)

    assert {etree.QName(element).localname for element in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "circle", "polygon", "path", "text"
    }  # fmt: skip
    names = {name for element in root.iter() for name in element.attrib}
    assert [name for name in names if name in {"style", "class"} or name.startswith("on")] == []
    assert "href" not in svg


def test_drawing_names_itself_to_screen_readers():
    root = etree.fromstring(draw(P1, language="pt"))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Sinalização, identificação e prazo de reflexão"


def test_words_in_a_drawing_are_escaped():
    evil = '<script>alert(1)</script>"&'
    definition = chart([replace(step("a"), labels=dict.fromkeys(WORDS, evil))], "s a", "a e")

    root = etree.fromstring(draw(definition, language="en"))

    assert [element for element in root.iter() if "script" in element.tag] == []


def test_states_are_told_in_words_and_lines():
    svg = draw(P1, language="en", marks=MARKS)
    texts = [text.text for text in etree.fromstring(svg).iter(f"{SVG}text")]

    for mark in MARKS.values():
        assert mark.text in texts
    looks = [(look.width, look.dashes) for look in LOOKS.values()]
    assert len(set(looks)) == len(looks)


def test_text_stands_out_from_its_background():
    for look in LOOKS.values():
        for colour in ("#1c2430", "#4a5463"):
            lighter, darker = luminance(look.fill) + 0.05, luminance(colour) + 0.05
            assert lighter / darker >= 4.5
        assert (luminance("#ffffff") + 0.05) / (luminance(look.stroke) + 0.05) >= 4.5


@pytest.mark.parametrize("language", ["es", "eu", "pt", "en"])
def test_every_word_of_a_label_is_drawn(language):
    drawn = " ".join(
        text.text for text in etree.fromstring(draw(P1, language=language)).iter(f"{SVG}text")
    )
    for node in P1.nodes.values():
        for word in node.labels.get(language, "").split():
            assert word in drawn.replace("- ", "-")


def test_lines_are_broken_within_their_width():
    text = "Elkarrizketa espezializatuak eta detekzio-txostena " + "x" * 80
    lines = wrap(text, 12, 150)

    assert max(text_width(line, 12) for line in lines) <= 150
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "").replace(
        "-", ""
    )


def test_outline_tells_the_whole_flowchart():
    items = outline(P1, language="en")
    told = {item.element for item in items}
    silent = {
        name
        for name in P1.nodes
        if not isinstance(P1.nodes[name], UserTask) and len(P1.outgoing[name]) == 1
    }

    assert [item.number for item in items] == list(range(1, len(items) + 1))
    assert P1.nodes.keys() - told <= silent
    assert items[0].element == "s"
    numbers = {item.number for item in items}
    assert {then.number for item in items for then in item.then} <= numbers


def test_outline_says_who_by_when_with_what_consent_and_then():
    items = {item.element: item for item in outline(P1, language="en", marks=MARKS)}
    step_ = items["t5"]

    assert (step_.lane, step_.deadline) == ("Specialised NGO", "15 days")
    assert len(step_.consent) == 1
    assert [then.number for then in step_.then] == [items["d5"].number, items["t3"].number]
    assert step_.then[1].text == f"Refuses, or no longer applies: then {items['t3'].number}"
    assert step_.mark.text == "Waiting"
    assert items["t12"].deadline == "48 hours, set by law"


def test_outline_tells_timers_on_steps_and_joins():
    items = {item.element: item for item in outline(LOOP, language="en")}
    assert [then.text for then in items["a"].then] == [
        f"then {items['g'].number}",
        f"after 1 hour, instead of it: then {items['c'].number}",
        f"after 1 hour, beside it: then {items['side'].number}",
    ]
    joined = chart(
        [gateway("f", "parallel"), step("a"), step("b"), gateway("j", "parallel")],
        "s f", "f a", "f b", "a j", "b j", "j e",
    )  # fmt: skip
    told = {item.element: item for item in outline(joined, language="en")}
    assert told["a"].then[0].waits is True
    assert told["a"].then[0].number == told["e"].number


def test_outline_of_unfinished_drafts_does_not_fail():
    draft = chart([step("a", yesno("p")), wait("w"), clock("t", "a"), gateway("g", "exclusive")],
                  "s a")  # fmt: skip

    assert {item.element for item in outline(draft, language="en")} == {"s", "a", "w"}
    assert draw(draft, language="en").startswith("<svg")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PT48H", "48 hours"),
        ("P1Y6M", "1 year 6 months"),
        ("P2W", "14 days"),
        ("P1DT1H30M", "1 day 1 hour 30 minutes"),
    ],
)
def test_durations_are_said_in_words(text, words):
    assert duration_words(parse_duration(text)) == words


def test_waits_for_a_date_of_the_person_are_said_in_words():
    birthday = Timer(None, "turning_18")
    before = Timer(parse_duration("P6M"), "turning_18")

    assert timer_words(birthday) == "the day she turns 18"
    assert timer_words(before) == "6 months before the day she turns 18"
