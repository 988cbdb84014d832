"""What auditors, custodians and administrators type, with a canary in every field."""

from django.urls import reverse

from audit.tracing import Period
from entities.models import AccountDecision
from reports.models import NameEnquiry
from reports.selectors.unusual import findings
from tests.access.canary_road import SECRETS, Road, sentence
from tests.factories.entities import factor

# An address stands where accounts are kept, and nowhere else.
ADDRESS = "kamishibaiko@example.test"
ADDRESS_STANDS_IN = {"default.entities_accountdecision.new_email"}


def enquire(road: Road) -> dict[str, str]:
    """Aurora asks about a name, in vain and then not; a custodian answers."""
    asked = {"name": SECRETS["leaked name"], "justification": sentence("enquiry")}
    shown = road.browsers["aurora"].post(reverse("reports:ask_name"), {**asked, "code": "000000"})
    assert shown.status_code == 200
    road.post("aurora", "reports:ask_name", **asked, **factor(road.people["aurora"]))
    enquiry = NameEnquiry.objects.get()
    waiting = road.handle("custodia", enquiry)
    pages = {"waiting": road.text("custodia", "reports:answer_name", waiting)}
    road.post(
        "custodia", "reports:answer_name", waiting, agrees="yes",
        motivation=sentence("custodian's reason"), **factor(road.people["custodia"]),
    )  # fmt: skip
    pages["enquiry"] = road.text("aurora", "reports:enquiry", road.handle("aurora", enquiry))
    return pages


def look_into_what_was_unusual(road: Road) -> None:
    """Settle everything unusual with a note."""
    found = findings(Period(), kind="")
    assert found
    for one in found:
        road.post("aurora", "reports:finding", one.mark, note=sentence("finding"))


def ask_for_an_address(road: Road) -> None:
    """Alba asks for another address of Ana's account: before her factor, unfit, and then fit."""
    page = reverse("entities:ask_email", args=[road.handle("alba", road.people["ana"])])
    alba = road.browsers["alba"]
    assert alba.post(page, {"email": ADDRESS})["Location"] == reverse("account_step_up")
    alba.post(reverse("account_step_up"), factor(road.people["alba"]))
    assert alba.post(page, {"email": ADDRESS + "@"}).status_code == 200
    assert alba.post(page, {"email": ADDRESS}).status_code == 302
    assert AccountDecision.objects.get().new_email == ADDRESS
