"""A protocol manager lets running cases go over to a new version, and back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from protocols.models import ProtocolVersion
from referrals.models import Run
from referrals.services import versions
from tests.factories import entities as people
from tests.factories import protocols
from tests.factories import versions as make
from tests.journeys.visitor import Visitor
from tests.referrals.addresses import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def has_no_sideways_scrolling(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def plan_it(pilar: Visitor, version: ProtocolVersion) -> None:
    """Make a plan, and take the two suggestions that it needs."""
    pilar.go(version.get_absolute_url())
    pilar.follow("Move running cases")
    pilar.sees("Version 1 runs on fewer than 5 cases")
    pilar.press("Make a plan")
    pilar.sees("“plan” has no place in the new version.")
    assert has_no_sideways_scrolling(pilar.page)
    pilar.press("Let what waits at “plan” wait at “planning”")
    pilar.sees("It would wait for ever for a branch that was never opened.")
    pilar.press("Also open “safety”")
    pilar.sees("Proved, and ready to go over: fewer than 5 cases.")


def count_anew(pilar: Visitor) -> None:
    pilar.follow("Change the plan")
    assert has_no_sideways_scrolling(pilar.page)
    pilar.tick("Count deadlines anew")
    pilar.press("Keep the plan")
    pilar.sees("Counted anew from when each step opened")


def let_them_go(pilar: Visitor) -> None:
    pilar.page.locator("summary", has_text="Let them go over").click()
    pilar.press("Let them go over now")
    pilar.sees("Percent done")
    assert has_no_sideways_scrolling(pilar.page)
    versions.migrate_runs()
    pilar.page.wait_for_selector("text=Went over")
    pilar.go(pilar.page.url)
    pilar.sees("Went over: fewer than 5 cases")
    assert has_no_sideways_scrolling(pilar.page)


def take_back(pilar: Visitor) -> None:
    pilar.page.locator("summary", has_text="Take back").click()
    pilar.press("Take them back")
    versions.migrate_runs()
    pilar.go(pilar.page.url)
    pilar.sees("Taken back: fewer than 5 cases")


@pytest.mark.parametrize("width", [1280, 320])
def test_running_cases_go_over_and_back(visit: Callable[..., Visitor], width: int) -> None:
    ana = people.caseworker(entity=people.referring_entity(), name="Ana")
    manager = protocols.protocol_manager()
    first = make.forked(("interview", "plan"))
    run = make.past_the_fork(first, ana)
    make.forked(("interview", "planning", "safety"))
    first.refresh_from_db()
    pilar = visit(manager, width=width)

    plan_it(pilar, first)
    count_anew(pilar)
    let_them_go(pilar)
    assert Run.objects.get(pk=run.pk).version.number == 2
    worker = visit(ana, width=width)
    worker.go(at("run", run, ana))
    worker.sees("it went over to version 2 of the flowchart")

    take_back(pilar)
    assert Run.objects.get(pk=run.pk).version.number == 1
