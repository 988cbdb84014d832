"""A flowchart is agreed, runs on a case, is changed and agreed again, and the case goes over."""

from collections.abc import Callable

import pytest

from cases.models import Case
from entities.models import User
from protocols.models import ProtocolVersion
from referrals.models import Run
from referrals.services import versions
from tests.factories import agreement, cases
from tests.factories.protocols import protocol_manager
from tests.journeys.visitor import Visitor
from tests.referrals.addresses import code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def agree(version: ProtocolVersion, *, by: User, second: User) -> None:
    """Both lanes say yes, and somebody else approves; `test_agreement` walks it in browsers."""
    agreement.agreed(version, by=by)
    agreement.approved(version, by=second)


def start_it(worker: Visitor, case: Case) -> None:
    worker.go(f"/cases/{code_of(case, worker.user)}/")
    worker.follow("Start a flowchart")
    worker.press("Start this flowchart")
    worker.sees("ask")
    assert Run.objects.get().version.number == 1


def draft_the_next(manager: Visitor) -> ProtocolVersion:
    """A copy with one more step before the interview."""
    manager.go("/protocols/agreed-es/1/")
    manager.press("Make a draft from it")
    manager.go("/protocols/studio/agreed-es/2/")
    manager.follow("Add between “ask” and “interview”")
    manager.fill("In English", "Explain what comes")
    manager.press("Save")
    manager.sees("Explain what comes")
    return ProtocolVersion.objects.get(number=2)


def let_cases_go_over(manager: Visitor) -> None:
    manager.go("/protocols/agreed-es/1/")
    manager.follow("Move running cases")
    manager.press("Make a plan")
    manager.sees("Proved, and ready to go over: fewer than 5 cases.")
    manager.page.locator("summary", has_text="Let them go over").click()
    manager.press("Let them go over now")
    versions.migrate_runs()
    manager.go(manager.page.url)
    manager.sees("Went over: fewer than 5 cases")


def go_on_in_the_new_version(worker: Visitor) -> None:
    worker.go(worker.page.url)
    worker.sees("it went over to version 2 of the flowchart")
    worker.follow("ask")
    worker.press("The step is done")
    worker.sees("Explain what comes")


def test_a_case_goes_over_to_the_next_version_that_was_agreed(
    visit: Callable[..., Visitor], ana: User
) -> None:
    pilar, sonia, case = protocol_manager(), agreement.second_person(), cases.open_case(by=ana)
    agree(agreement.draft(by=pilar), by=pilar, second=sonia)
    worker, manager = visit(ana), visit(pilar)

    start_it(worker, case)
    agree(draft_the_next(manager), by=pilar, second=sonia)
    let_cases_go_over(manager)

    assert Run.objects.get().version.number == 2
    go_on_in_the_new_version(worker)
