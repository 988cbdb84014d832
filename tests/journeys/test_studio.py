"""A protocol manager makes flowcharts: with the mouse, and with the keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from protocols.checker import check, is_sound
from protocols.definition import Definition
from protocols.elements import BoundaryTimer
from protocols.models import ProtocolVersion
from protocols.parser import parse
from tests.factories.protocols import protocol_manager
from tests.journeys.visitor import Visitor

CONSENT = "Referral to a specialised entity"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pilar(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A protocol manager before her browser, signed in."""
    size = {"width": 1500, "height": 1100}
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=size)
    visitor = Visitor(context, protocol_manager())
    visitor.sign_in()
    yield visitor
    context.close()


def begin(visitor: Visitor, code: str) -> None:
    visitor.go("/protocols/studio/new/")
    visitor.fill("In English", "Reception")
    visitor.fill("Code", code)
    visitor.choose("Who does the first step", "Specialised NGO")
    visitor.press("Save")
    visitor.sees("The draft is there")


def drawn() -> Definition:
    return parse(bytes(ProtocolVersion.objects.get().xml))


def shape(page: Page, name: str) -> Locator:
    return page.locator(f'#board g.djs-element[data-element-id="{name}"]').first


def saved(page: Page) -> None:
    expect(page.locator("#board-state")).to_have_text("Everything is saved.", timeout=15_000)


def test_an_element_is_drawn_by_mouse_and_changed_in_the_panel(pilar: Visitor) -> None:
    begin(pilar, "by_mouse")
    page = pilar.page
    pilar.follow("Drawing board")
    expect(shape(page, "step_1")).to_be_visible()

    shape(page, "step_1").click()
    expect(page.locator("#panel").get_by_label("In English", exact=True)).to_have_value(
        "First step"
    )
    page.locator("#panel").get_by_label("In English", exact=True).fill("Welcome her")
    page.locator("#panel").get_by_role("button", name="Save").click()
    expect(shape(page, "step_1")).to_contain_text("Welcome")

    board = page.locator("#board").bounding_box()
    page.locator('#board [data-action="create.parallel"]').click()
    page.mouse.move(board["x"] + board["width"] * 0.5, board["y"] + board["height"] * 0.75)
    box = shape(page, "flow_2").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#findings")).to_contain_text("neither splits nor joins", timeout=15_000)
    saved(page)
    pilar.look()
    split = next(name for name in drawn().nodes if name.startswith("Gateway"))
    assert page.locator(f'#board [data-container-id="{split}"] .studio-mark').count() == 1
    assert [flow.target for flow in drawn().outgoing["step_1"]] == [split]
    assert drawn().steps["step_1"].labels["en"] == "Welcome her"
    assert page.get_by_title("Powered by bpmn.io").is_visible()


def link(visitor: Visitor, name: str | re.Pattern[str]) -> Locator:
    return visitor.page.get_by_role("main").get_by_role("link", name=name, exact=True).first


def press_link(visitor: Visitor, name: str | re.Pattern[str]) -> None:
    """Reach a link with the keyboard alone, and follow it."""
    _press(visitor, link(visitor, name))


def press_button(visitor: Visitor, name: str) -> None:
    main = visitor.page.get_by_role("main")
    _press(visitor, main.get_by_role("button", name=name, exact=True).first)


def reach(visitor: Visitor, control: Locator) -> None:
    """Come to a control with the tabulator alone."""
    expect(control).to_be_visible()
    for _press in range(200):
        if control.evaluate("control => control === document.activeElement"):
            return
        visitor.page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not reach {control}.")


def _press(visitor: Visitor, control: Locator) -> None:
    reach(visitor, control)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.look()


def type_into(visitor: Visitor, label: str, text: str) -> None:
    reach(visitor, visitor.page.get_by_role("main").get_by_label(re.compile(f"^{label}")).first)
    visitor.page.keyboard.press("Control+a")
    visitor.page.keyboard.type(text)


def pick(visitor: Visitor, label: str, letters: str) -> None:
    """Choose in a drop-down by typing how the answer begins."""
    reach(visitor, visitor.page.get_by_role("main").get_by_label(re.compile(f"^{label}")).first)
    visitor.page.keyboard.type(letters)


def begin_by_keyboard(pilar: Visitor) -> None:
    pilar.go("/protocols/studio/new/")
    type_into(pilar, "In English", "Reception")
    type_into(pilar, "Code", "by_keyboard")
    pick(pilar, "Who does the first step", "Specialised")
    press_button(pilar, "Save")
    pilar.sees("The draft is there")


def limit_by_keyboard(pilar: Visitor) -> None:
    press_link(pilar, "Take her in")
    press_link(pilar, "Add a time limit")
    type_into(pilar, "How long", "3")
    pick(pilar, "Goes on to", "Finished")
    press_button(pilar, "Save")
    assert is_sound(check(drawn()))
    (limit,) = [node for node in drawn().nodes.values() if isinstance(node, BoundaryTimer)]
    assert limit.timer.duration.text == "P3D"


def test_flowchart_is_made_with_the_keyboard_and_its_deadlock_explained(
    pilar: Visitor,
) -> None:
    begin_by_keyboard(pilar)
    press_link(pilar, "First step")
    press_link(pilar, "Add an answer")
    type_into(pilar, "In English", "She agrees")
    press_button(pilar, "Save")
    pilar.sees("She agrees")
    press_link(pilar, "The draft")

    press_link(pilar, "Add between “First step” and “Finished”")
    pick(pilar, "What to add", "A decision")
    type_into(pilar, "In English", "Take her in")
    press_button(pilar, "Save")
    pilar.sees("It needs a condition, or to be the default.")
    press_link(pilar, re.compile("^→ .*Take her in"))
    pick(pilar, "Answer", "She agrees: yes")
    press_button(pilar, "Save")
    assert is_sound(check(drawn()))

    press_link(pilar, re.compile("^Branches come together"))
    pick(pilar, "How", "All branches")
    press_button(pilar, "Save")
    pilar.sees("It waits for a branch that can no longer come")
    press_button(pilar, "Undo")
    assert is_sound(check(drawn()))

    limit_by_keyboard(pilar)


def test_consent_trap_is_explained_and_mended(pilar: Visitor) -> None:
    begin(pilar, "with_consent")
    link(pilar, "First step").click()
    pilar.tick(CONSENT)
    pilar.press("Save")
    step = drawn().steps["step_1"]
    assert step.consent
    pilar.follow("Add between “First step” and “Finished”")
    pilar.fill("In English", "Go with her")
    pilar.press("Save")
    link(pilar, "First step").click()
    pilar.choose("When she refuses", "Go with her")
    pilar.press("Save")
    link(pilar, "Go with her").click()
    pilar.tick(CONSENT)
    pilar.choose("When she refuses", "First step")
    pilar.press("Save")
    pilar.sees("If she refuses here, the run can no longer come to an end without her consent.")
    link(pilar, "Go with her").click()
    pilar.choose("When she refuses", "Finished")
    pilar.press("Save")
    assert is_sound(check(drawn()))


def test_table_fits_a_telephone(pilar: Visitor) -> None:
    begin(pilar, "by_phone")
    pilar.page.set_viewport_size({"width": 320, "height": 640})
    for path in ("", "step_1/change/", "flow_2/add/", "step_1/answer/"):
        pilar.go(f"/protocols/studio/by_phone/1/{path}")
        wide = pilar.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, path
