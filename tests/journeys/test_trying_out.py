"""A draft is mended, tried out, kept as an example and simulated; also with the keyboard, on a telephone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from protocols.checker import check, is_sound
from protocols.models import ExampleCase, ProtocolVersion, Simulation
from protocols.parser import parse
from protocols.simulation.services import run_simulations
from protocols.studio import services
from protocols.writer import write
from tests.factories.protocols import protocol_manager
from tests.journeys.visitor import Visitor
from tests.protocols.charts import chart, gateway, step, yesno

PATH = "/protocols/trying/1"
STUDIO = "/protocols/studio/trying/1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A decision whose branches wait for each other: a deadlock. And a step that asks for ever.
BROKEN = chart(
    [
        step("ask", yesno("agrees"), consent=("referral_specialised",), on_decline="ask_ask2"),
        step("ask2", consent=("referral_specialised",), on_decline="ask2_ask"),
        gateway("g", "exclusive", "g_j"),
        step("shelter"),
        gateway("j", "parallel"),
    ],
    "s ask", "ask g", "ask ask2", "ask2 e", "ask2 ask", "g shelter: agrees", "g j", "shelter j", "j e",
    name="trying",
)  # fmt: skip


@pytest.fixture
def pilar(visit: Callable[..., Visitor]) -> Visitor:
    """A protocol manager with a draft that cannot work."""
    person = protocol_manager()
    services.create_draft(xml=write(BROKEN), source="nothing", by=person)
    return visit(person)


def mend(visitor: Visitor) -> None:
    """Follow what the check says, and change what it names."""
    visitor.go(f"{STUDIO}/")
    visitor.sees("It waits for a branch that can no longer come")
    visitor.sees("Shortest way there")
    visitor.go(f"{STUDIO}/board/")
    mark = visitor.page.locator('#board [data-container-id="j"] .studio-mark')
    expect(mark).to_have_text("!")
    expect(visitor.page.locator("#board-findings")).to_contain_text("Errors: ")
    visitor.look()
    visitor.go(f"{STUDIO}/j/change/")
    visitor.choose("How", "Decision: one branch is taken")
    visitor.press("Save")
    visitor.sees("If she refuses here, the run can no longer come to an end without her consent.")
    visitor.go(f"{STUDIO}/ask2/change/")
    visitor.page.get_by_label("When she refuses", exact=True).select_option("e")
    visitor.press("Save")
    assert is_sound(check(parse(bytes(ProtocolVersion.objects.get().xml))))


def try_out(visitor: Visitor) -> None:
    """Walk it once, and keep the walk."""
    visitor.go(f"{PATH}/try/")
    visitor.answer("Words", "Yes")
    visitor.press("The step is done")
    visitor.press("The step is done")
    visitor.sees("The run has ended.")
    visitor.page.get_by_role("link", name="Record this walk as an example case").click()
    visitor.look()
    visitor.fill("Name in English", "She agrees at once")
    visitor.press("Save")
    visitor.sees("As expected")
    assert ExampleCase.objects.count() == 1


def simulate(visitor: Visitor) -> None:
    visitor.go(f"{PATH}/simulations/new/")
    visitor.fill("New cases a week, on average", "2")
    visitor.fill("Weeks", "8")
    visitor.press("Simulate")
    run_simulations()
    assert Simulation.objects.get().result
    visitor.page.reload()
    visitor.look()
    expect(visitor.page.locator("main table").first).to_be_visible()
    expect(visitor.page.locator("main svg").first).to_be_visible()


def test_a_broken_draft_is_mended_tried_kept_and_simulated(pilar: Visitor) -> None:
    mend(pilar)
    try_out(pilar)
    simulate(pilar)

    # Taking the shelter out again breaks the example, and the table says so.
    pilar.go(f"{STUDIO}/shelter/change/")
    pilar.page.get_by_text("Remove", exact=True).first.click()
    pilar.page.locator(".confirm-box").get_by_role("button").click()
    pilar.look()
    pilar.sees("1 example case now takes another path than expected.")
    pilar.sees("She agrees at once")
    pages = [f"{STUDIO}/", f"{PATH}/try/", f"{PATH}/examples/", f"{PATH}/examples/add/",
             f"{PATH}/simulations/new/", f"{PATH}/simulations/", f"{PATH}/simulations/1/"]  # fmt: skip
    pilar.page.set_viewport_size({"width": 320, "height": 640})
    for path in pages:
        pilar.go(path)
        wide = pilar.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, path
