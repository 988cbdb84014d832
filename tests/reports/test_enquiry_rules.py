"""Who may ask about a name and who may answer, in which state, and only once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from audit.models import Event
from core.exceptions import Conflict, PermissionRefused
from entities.enums import Role
from entities.models import User
from reports import services, workflow
from reports.enums import EnquiryStatus
from reports.models import NameEnquiry
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

LIST = "/reports/names/"
WHY = "A newspaper printed it this morning."
YES = {"agrees": "yes", "motivation": "It has to be known today."}


@pytest.fixture
def celia() -> User:
    """A custodian."""
    return factory.user(role=Role.CUSTODIAN, entity=factory.receiving_entity(), name="Celia")


def enquiry_of(person: User) -> NameEnquiry:
    """An enquiry that waits."""
    return services.ask_name(name="Joy", justification=WHY, by=person)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_only_auditors_ask(role: Role) -> None:
    with pytest.raises(PermissionRefused):
        enquiry_of(factory.user(role=role))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CUSTODIAN])
def test_only_custodians_answer(aurora: User, role: Role) -> None:
    enquiry, person = enquiry_of(aurora), factory.user(role=role, name="Somebody")

    with pytest.raises(PermissionRefused):
        services.answer_enquiry(enquiry=enquiry, agrees=False, motivation="No.", by=person)


@pytest.mark.parametrize("status", EnquiryStatus)
def test_only_what_waits_is_answered(aurora: User, celia: User, status: str) -> None:
    enquiry = enquiry_of(aurora)
    answered = status in {"granted", "refused"}
    NameEnquiry.objects.update(
        status=status, answered_at=timezone.now() if answered else None,
        answered_by=celia if answered else None,
    )  # fmt: skip
    for agrees in (True, False):
        if status == EnquiryStatus.WAITING:
            continue
        with pytest.raises(Conflict):
            services.answer_enquiry(enquiry=enquiry, agrees=agrees, motivation="x", by=celia)


def test_database_wants_two_people(aurora: User) -> None:
    enquiry = enquiry_of(aurora)

    with pytest.raises(IntegrityError), transaction.atomic():
        NameEnquiry.objects.filter(pk=enquiry.pk).update(
            status="granted", answered_at=timezone.now(), answered_by=aurora
        )


def test_every_transition_has_its_own_name_and_nothing_leaves_an_end() -> None:
    events = [step.event for step in workflow.ENQUIRY.values()]

    assert len(set(events)) == len(events)
    assert {source for s in workflow.ENQUIRY.values() for source in s.sources} == {"waiting"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time")
def test_two_custodians_at_once_give_one_answer(aurora: User, celia: User) -> None:
    other = factory.user(role=Role.CUSTODIAN, name="Olga")
    enquiry = enquiry_of(aurora)

    def decide(person: User, agrees: bool) -> str:
        try:
            services.answer_enquiry(enquiry=enquiry, agrees=agrees, motivation="Why.", by=person)
        except Conflict:
            return "conflict"
        finally:
            connections.close_all()
        return "answered"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(decide, (celia, other), (True, False)))

    assert told == ["answered", "conflict"]
    kinds = Event.objects.filter(kind__in=["enquiry:granted", "enquiry:refused"])
    assert kinds.count() == 1
