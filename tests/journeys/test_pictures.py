"""Flowcharts in use: compared, adopted, watched, and what a run shows to whom."""

from collections.abc import Callable

import pytest

from protocols import services
from protocols.models import ProtocolVersion
from protocols.writer import write
from tests.factories import adoption
from tests.factories import entities as people
from tests.factories import referrals as factory
from tests.factories.protocols import protocol_manager
from tests.journeys.visitor import Visitor
from tests.protocols.test_faults import FAULTY
from tests.referrals.addresses import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Visitor]
WIDTHS = [1280, 320]


def walk(visitor: Visitor, path: str) -> None:
    """Open a page, which is no wider than the screen."""
    visitor.go(path)
    fits(visitor)


def fits(visitor: Visitor) -> None:
    root = "document.documentElement"
    assert visitor.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def of(version: ProtocolVersion) -> str:
    return version.get_absolute_url()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_coordinator_compares_and_adopts(visit: Visit, width: int) -> None:
    bea = people.coordinator(entity=people.receiving_entity(), name="Bea")
    people.service(entity=bea.entity, name="Accompaniment")
    people.entity(code="ertzaintza", name="Ertzaintza", kinds=("police",), participation="recorded")
    adoption.chart()
    version = adoption.chart(more="follow_up", pol=True)
    visitor = visit(bea, width=width)

    walk(visitor, of(version))
    visitor.follow("Compare with another version")
    fits(visitor)
    visitor.sees("Step “follow_up”")
    visitor.sees("Version 1 (Retired)")
    visitor.press("Compare")

    walk(visitor, of(version))
    visitor.follow("Who takes part and what is missing")
    fits(visitor)
    visitor.sees("ngo: No entity has adopted it yet.")
    visitor.sees("What they do is recorded by whoever has the case: Ertzaintza.")
    visitor.follow("Take part for your entity")
    fits(visitor)
    visitor.press("Save")
    visitor.sees("Name a telephone or an e-mail address.")
    visitor.fill("Telephone on duty", "944 123 456")
    visitor.press("Save")
    visitor.sees("Accompaniment · 944 123 456")
    fits(visitor)
    visitor.sees_nothing_of("ngo: No entity")
    visitor.page.get_by_text("No longer take part").first.click()
    visitor.press("No longer take part")
    visitor.sees("Changed or taken back")
    fits(visitor)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_run_shows_each_reader_what_is_hers(visit: Visit, ana, bruno, width: int) -> None:
    run, _referral = factory.accepted_run(ana, bruno)

    owner = visit(ana, width=width)
    walk(owner, at("run", run, ana))
    owner.page.get_by_text("The whole flowchart in words").click()
    owner.sees("ask Done")
    owner.look()

    receiver = visit(bruno, width=width)
    walk(receiver, at("run", run, bruno))
    receiver.page.get_by_text("The whole flowchart in words").click()
    receiver.sees("With another service")
    receiver.look()
    main = receiver.page.get_by_role("main").inner_text()
    assert "info" not in main.split()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_manager_watches_what_waits_and_sees_a_fault_drawn(visit: Visit, ana, width: int) -> None:
    version = adoption.chart()
    factory.start(version=version, by=ana)
    unsound = services.add_draft(xml=write(FAULTY["one branch chosen, both awaited"][0]), by=None)
    visitor = visit(protocol_manager(), width=width)

    walk(visitor, of(version))
    visitor.follow("What waits now")
    fits(visitor)
    visitor.sees("fewer than 5")
    visitor.follow("All versions together")
    fits(visitor)

    walk(visitor, of(unsound))
    visitor.follow("Show the way there on the drawing")
    fits(visitor)
    visitor.sees("The drawing below bears the same numbers")
