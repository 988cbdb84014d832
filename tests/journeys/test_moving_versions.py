"""A protocol manager lets running cases go over to a new version, and back."""

import pytest
from playwright.sync_api import Page

from referrals.models import Run
from referrals.services import versions
from tests.factories import entities as people
from tests.factories import protocols
from tests.factories import versions as make
from tests.referrals.addresses import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def has_no_sideways_scrolling(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1280, 320])
def test_running_cases_go_over_and_back(visit, width) -> None:
    ana = people.caseworker(entity=people.referring_entity(), name="Ana")
    manager = protocols.protocol_manager()
    first = make.forked(("interview", "plan"))
    run = make.past_the_fork(first, ana)
    make.forked(("interview", "planning", "safety"))
    first.refresh_from_db()
    pilar = visit(manager, width=width)

    pilar.go(first.get_absolute_url())
    pilar.follow("Move running cases")
    pilar.sees("Version 1 runs on fewer than 5 cases")
    pilar.press("Make a plan")
    pilar.sees("“plan” has no place in the new version.")
    assert has_no_sideways_scrolling(pilar.page)
    pilar.press("Let what waits at “plan” wait at “planning”")
    pilar.sees("It would wait for ever for a branch that was never opened.")
    pilar.press("Also open “safety”")
    pilar.sees("Proved, and ready to go over: fewer than 5 cases.")
    pilar.follow("Change the plan")
    assert has_no_sideways_scrolling(pilar.page)
    pilar.tick("Count deadlines anew")
    pilar.press("Keep the plan")
    pilar.sees("Counted anew from when each step opened")

    pilar.page.locator("summary", has_text="Let them go over").click()
    pilar.press("Let them go over now")
    pilar.sees("Percent done")
    assert has_no_sideways_scrolling(pilar.page)
    versions.migrate_runs()
    pilar.page.wait_for_selector("text=Went over")
    pilar.go(pilar.page.url)
    pilar.sees("Went over: fewer than 5 cases")
    assert has_no_sideways_scrolling(pilar.page)
    assert Run.objects.get(pk=run.pk).version.number == 2

    worker = visit(ana, width=width)
    worker.go(at("run", run, ana))
    worker.sees("it went over to version 2 of the flowchart")

    pilar.page.locator("summary", has_text="Take back").click()
    pilar.press("Take them back")
    versions.migrate_runs()
    pilar.go(pilar.page.url)
    pilar.sees("Taken back: fewer than 5 cases")
    assert Run.objects.get(pk=run.pk).version.number == 1
