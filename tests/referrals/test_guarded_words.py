"""Words of a referral are read by the guard; who sees only the offer learns nothing of the vault."""

import pytest

from audit.enums import AuditAction as Act
from audit.models import Event
from core.codes import show_code
from referrals.enums import ReferralStatus
from referrals.models import Referral
from tests.factories import cases
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db

HER = {"legal_name": "Ngozi Okafor"}


@pytest.fixture
def offered(ana) -> Referral:
    case = cases.open_case(by=ana, person=HER)
    factory.agrees(case)
    return factory.offer(by=ana, case=case)


def act(client, who, referral: Referral, name: str, **answers: str):
    client.force_login(who)
    return client.post(f"/referrals/r/{show_code(referral.code)}/{name}/", answers)


def scanned() -> int:
    return Event.objects.filter(kind=Act.NAMES_SCANNED.value).count()


def test_receiver_of_an_offer_asks_nothing_of_the_vault(client, bruno, offered) -> None:
    answer = act(client, bruno, offered, "ask", question="Is it Okafor? Ring 612345678.")

    assert answer.status_code == 200
    assert "612345678" in answer.text
    assert "“Okafor”" not in answer.text
    assert scanned() == 0
    assert act(client, bruno, offered, "ask", question="Is it Okafor?").status_code == 302


def test_sender_does_not_write_her_name_into_an_answer(client, ana, bruno, offered) -> None:
    act(client, bruno, offered, "ask", question="Which language?")
    answer = act(client, ana, offered, "inform", answer="Okafor speaks Igbo.")

    assert (answer.status_code, "“Okafor”" in answer.text, scanned()) == (200, True, 1)
    again = act(client, ana, offered, "inform", answer="Okafor speaks Igbo.", guard="answer:all")
    assert "The person speaks Igbo." in again.text
    offered.refresh_from_db()
    assert offered.status == ReferralStatus.INFORMATION_REQUESTED
    assert act(client, ana, offered, "inform", answer="The person speaks Igbo.").status_code == 302
