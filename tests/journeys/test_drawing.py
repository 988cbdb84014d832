"""A protocol manager draws a whole flowchart with the mouse alone, from nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from protocols.checker import check, is_sound
from protocols.definition import Definition
from protocols.elements import BoundaryTimer, Flow, Gateway, UserTask
from protocols.models import ProtocolVersion
from protocols.parser import parse
from tests.factories.protocols import protocol_manager
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drawn() -> Definition:
    return parse(bytes(ProtocolVersion.objects.get().xml))


def shape(page: Page, name: str) -> Locator:
    return page.locator(f'#board g.djs-element[data-element-id="{name}"]').first


def middle(page: Page, name: str) -> tuple[float, float]:
    """Where to click a shape, or halfway along an arrow."""
    hit = shape(page, name).locator(".djs-hit").first
    hit.wait_for(state="attached")
    x, y = hit.evaluate(
        """(hit) => {
            const box = hit.getBBox(), isLine = hit.classList.contains("djs-hit-stroke") && hit.tagName !== "rect" && hit.tagName !== "circle";
            const point = isLine ? hit.getPointAtLength(hit.getTotalLength() / 2)
                : new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
            const seen = new DOMPoint(point.x, point.y).matrixTransform(hit.getScreenCTM());
            return [seen.x, seen.y];
        }"""
    )
    return x, y


def saved(page: Page) -> None:
    expect(page.locator("#board-state")).to_have_text("Everything is saved.", timeout=15_000)


def click(page: Page, name: str) -> None:
    page.mouse.click(*middle(page, name))


def click_lane(page: Page, name: str) -> None:
    """Click where the lane has its name: elsewhere lies what is in it."""
    box = shape(page, name).locator(".djs-hit").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)


def choose(page: Page, name: str) -> None:
    """Click a shape, and wait for its panel."""
    with page.expect_response(lambda answer: f"/{name}/change/" in answer.url):
        click(page, name)
    expect(page.locator(f'#panel form[action*="/{name}/change/"]')).to_be_visible()


def put(page: Page, at: tuple[float, float]) -> None:
    """Put down what hangs on the mouse; for a moment afterwards bpmn-js takes no other click."""
    page.mouse.move(at[0] - 30, at[1] - 20)
    page.mouse.move(*at, steps=4)
    page.mouse.click(*at)
    page.wait_for_timeout(450)
    saved(page)


def pad(page: Page, title: str) -> None:
    page.locator(f'#board .djs-context-pad [title="{title}"]').click()


def from_palette(page: Page, kind: str, at: tuple[float, float]) -> None:
    page.locator(f'#board [data-action="create.{kind}"]').click()
    put(page, at)


def connect(page: Page, source: str, target: str) -> None:
    click(page, source)
    pad(page, "Draw an arrow from here")
    put(page, middle(page, target))


def keep(page: Page) -> None:
    """Save the panel, and wait until the board and the panel show it."""
    panel = page.locator("#panel")
    with (
        page.expect_response(lambda answer: answer.url.endswith("/board/file/")),
        page.expect_response(
            lambda answer: "/change/" in answer.url and answer.request.method == "GET"
        ),
    ):
        panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_role("button", name="Save", exact=True)).to_be_visible()


def new_one(before: Definition, kind: type) -> str:
    (found,) = [
        name
        for name, node in drawn().nodes.items()
        if isinstance(node, kind) and name not in before.nodes
    ]
    return found


def arrow(source: str, target: str) -> Flow:
    (found,) = [flow for flow in drawn().outgoing[source] if flow.target == target]
    return found


def name(page: Page, text: str) -> None:
    page.locator("#panel").get_by_label("In English", exact=True).first.fill(text)


@pytest.fixture
def pilar(visit: Callable[..., Visitor]) -> Visitor:
    """A protocol manager before the board of a flowchart that begins with one step."""
    visitor = visit(protocol_manager())
    visitor.go("/protocols/studio/new/")
    visitor.fill("In English", "Reception")
    visitor.fill("Code", "by_mouse")
    visitor.choose("Who does the first step", "Specialised NGO")
    visitor.press("Save")
    visitor.follow("Drawing board")
    visitor.page.set_default_timeout(8_000)
    expect(shape(visitor.page, "step_1")).to_be_visible()
    return visitor


def add_lane(page: Page) -> str:
    """A lane of the police below the first one."""
    click_lane(page, "lane_1")
    pad(page, "Add a lane below")
    expect(page.locator("#panel").get_by_role("heading", level=2)).to_contain_text("Lane_")
    name(page, "Police force")
    page.locator("#panel").get_by_label("Police", exact=True).check()
    keep(page)
    (lane,) = [lane.id for lane in drawn().lanes if lane.id != "lane_1"]
    assert drawn().lane(lane).entity_kinds == ("police",)
    return lane


def ask(page: Page, question: str) -> None:
    """Let the chosen step ask a question of yes or no."""
    panel = page.locator("#panel")
    panel.get_by_role("link", name="Add an answer").click()
    expect(panel.get_by_role("heading", level=2).first).to_have_text("Add an answer")
    name(page, question)
    keep(page)
    expect(panel).to_contain_text(question)


def draw_a_decision(page: Page, lane: str) -> tuple[str, str]:
    """A decision on the last arrow, and a step in another lane on its second branch."""
    begun = drawn()
    from_palette(page, "exclusive", middle(page, "flow_2"))
    box = shape(page, lane).locator(".djs-hit").first.bounding_box()
    assert box
    from_palette(page, "step", (box["x"] + box["width"] * 0.55, box["y"] + box["height"] / 2))
    split, step = new_one(begun, Gateway), new_one(begun, UserTask)
    assert drawn().nodes[step].lane == lane
    connect(page, split, step)
    connect(page, step, "end_1")
    choose(page, step)
    name(page, "Protect her")
    keep(page)
    return split, step


def put_in_order(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Put in order").click()
    visitor.sees("Saved.")
    expect(shape(visitor.page, "step_1")).to_be_visible()
    visitor.look()


def say_when(page: Page, split: str, step: str) -> None:
    """On which answers each branch is taken."""
    panel = page.locator("#panel")
    choose(page, arrow(split, step).id)
    panel.get_by_label("Answer", exact=True).select_option(label="She is in danger: yes")
    keep(page)
    choose(page, arrow(split, "end_1").id)
    panel.get_by_label("Taken when no answer fits").check()
    keep(page)


def limit(page: Page, step: str) -> str:
    """Two days for a step; then it goes on without it."""
    begun = drawn()
    click(page, step)
    pad(page, "Time limit that cancels the step")
    saved(page)
    timer = new_one(begun, BoundaryTimer)
    connect(page, timer, "end_1")
    choose(page, timer)
    page.locator("#panel").get_by_label("How long").fill("2")
    keep(page)
    return timer


def test_a_whole_flowchart_is_drawn_with_the_mouse(pilar: Visitor) -> None:
    page = pilar.page
    lane = add_lane(page)
    choose(page, "step_1")
    name(page, "Welcome her")
    keep(page)
    ask(page, "She is in danger")
    split, step = draw_a_decision(page, lane)
    put_in_order(pilar)
    say_when(page, split, step)
    timer = limit(page, step)

    pilar.look()
    chart = drawn()
    assert is_sound(check(chart))
    assert [chart.steps[name].labels["en"] for name in ("step_1", step)] == [
        "Welcome her",
        "Protect her",
    ]
    assert arrow(split, step).condition.text == "she_is_in_danger == true"
    assert chart.nodes[split].default == arrow(split, "end_1").id
    assert chart.nodes[timer].timer.duration.text == "P2D"
    assert [flow.target for flow in chart.outgoing[timer]] == ["end_1"]


def test_a_click_on_what_is_chosen_lets_it_be(pilar: Visitor) -> None:
    choose(pilar.page, "step_1")
    for _again in range(2):
        click(pilar.page, "step_1")
        expect(pilar.page.locator("#board .djs-context-pad.open")).to_be_visible()
