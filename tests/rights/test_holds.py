from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import services as cases_services
from cases.models import Case, CaseGrant
from cases.permissions import can_see, can_work
from cases.selectors import case_for, code_for, emergencies_for
from core.codes import show_code
from core.exceptions import Conflict, NotVisible, PermissionRefused
from entities.models import User
from notices.models import Notice
from referrals import services as referral_services
from referrals.selectors.referrals import INBOX_TABS, inbox, referrals_of
from rights import services
from rights.models import Block, RightsRequest
from tests.factories import cases, referrals
from tests.factories import rights as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def restricted(ana: User, olga: User, case: Case) -> RightsRequest:
    """A request to restrict that was granted."""
    request = factory.request(case=case, by=ana, right="restriction")
    return services.answer_request(request=request, by=olga, answer="answer")


def test_restricted_case_is_read_and_not_changed(
    ana: User, bruno: User, case: Case, restricted: RightsRequest
) -> None:
    note = "Not now."
    case.refresh_from_db()

    for change in (
        lambda: cases.intervention(case=case, by=ana, note=note),
        lambda: cases.status(case=case, by=ana),
        lambda: cases.child(case=case, by=ana),
        lambda: cases_services.edit_case(case=case, by=ana, changes={"summary": note}),
        lambda: cases_services.move_case(case=case, by=ana, move="start"),
        lambda: cases_services.close_case(case=case, by=ana, reason="goals_met"),
        lambda: cases.open_grant(case=case, entity=bruno.entity),
    ):
        with pytest.raises(Conflict):
            change()
    assert case_for(ana, show_code(code_for(case, ana.entity))) == case


def test_restricted_case_is_not_referred(ana: User, olga: User, case: Case) -> None:
    referrals.agrees(case)
    written = referrals.draft(by=ana, case=case)
    request = factory.request(case=case, by=ana, right="restriction")
    services.answer_request(request=request, by=olga, answer="answer")

    with pytest.raises(Conflict):
        referral_services.send_referral(referral=written, by=ana)
    with pytest.raises(Conflict):
        referrals.draft(by=ana, case=case)


def test_restricted_case_says_so_and_offers_nothing_to_change(
    ana: User, client: Client, case: Case, restricted: RightsRequest
) -> None:
    client.force_login(ana)

    page = client.get(reverse("cases:detail", args=[show_code(code_for(case, ana.entity))]))

    text = page.content.decode()
    assert "It can be read, not changed." in text
    assert ("Add an intervention" in text, "Add a status" in text) == (False, False)


def test_correction_of_a_restricted_case_is_refused(ana: User, olga: User, case: Case) -> None:
    written = cases.intervention(case=case, by=ana, note="Once.")
    request = factory.request(case=case, by=ana, right="restriction")
    services.answer_request(request=request, by=olga, answer="answer")
    written.refresh_from_db()

    with pytest.raises(PermissionRefused):
        cases_services.strike_entry(entry=written, by=ana, reason="duplicate")


def test_restriction_is_lifted_by_officer_and_coordinator_only(
    ana: User, berta: User, olga: User, otilia: User, case: Case, restricted: RightsRequest
) -> None:
    with pytest.raises(PermissionRefused):
        services.ask_release(request=restricted, by=ana)
    services.ask_release(request=restricted, by=olga)
    for person in (olga, otilia, ana):
        with pytest.raises(PermissionRefused):
            services.lift_restriction(request=restricted, by=person)

    services.lift_restriction(request=restricted, by=berta)

    case.refresh_from_db()
    assert case.restricted_at is None
    with pytest.raises(Conflict):
        services.lift_restriction(request=restricted, by=berta)


def test_blocked_case_is_hidden_from_everybody_with_its_grants(
    ana: User, berta: User, bruno: User, olga: User, case: Case
) -> None:
    cases.open_grant(case=case, entity=bruno.entity)
    cases.intervention(case=case, by=bruno, note="Ours.")
    cases_services.close_case(case=case, by=ana, reason="goals_met")
    request = factory.request(case=case, by=ana, right="erasure")
    codes = {person: show_code(code_for(case, person.entity)) for person in (ana, bruno)}

    services.block(request=request, by=olga, until=timezone.localdate() + timedelta(days=1000))

    case.refresh_from_db()
    assert [(can_see(p, case), can_work(p, case)) for p in (ana, berta, bruno)] == [
        (False, False)
    ] * 3
    assert CaseGrant.objects.filter(case=case, closed_at=None).count() == 2
    for person, code in codes.items():
        with pytest.raises(NotVisible):
            case_for(person, code)
        assert cases_services.break_glass(by=person, code=code, justification="Let me in.") is None


def test_blocked_case_keeps_what_a_receiver_wrote_out_of_sight(
    ana: User, bruno: User, olga: User, case: Case, client: Client
) -> None:
    cases.open_grant(case=case, entity=bruno.entity)
    cases.intervention(case=case, by=bruno, note="Ours.")
    cases_services.close_case(case=case, by=ana, reason="goals_met")
    request = factory.request(case=case, by=ana, right="erasure")
    client.force_login(bruno)
    path = reverse("cases:kept", args=[show_code(code_for(case, bruno.entity))])
    before = client.get(path).status_code

    services.block(request=request, by=olga, until=timezone.localdate() + timedelta(days=9))

    assert (before, client.get(path).status_code) == (200, 404)


def test_blocked_case_leaves_lists_of_referrals_and_emergencies(
    ana: User, berta: User, bruno: User, olga: User, case: Case
) -> None:
    referrals.agrees(case)
    referral = referrals.offer(by=ana, case=case)
    referral_services.cancel_referral(referral=referral, by=ana)
    cases.broken_glass(case=case, by=bruno)
    cases_services.close_case(case=case, by=ana, reason="goals_met")
    request = factory.request(case=case, by=ana, right="erasure")

    def listed() -> list[int]:
        found = [inbox(ana, "sent"), *(inbox(bruno, tab) for tab in INBOX_TABS)]
        return [
            sum(rows.count() for rows in [*found, referrals_of(case, ana)]),
            len(emergencies_for(berta)),
            len(emergencies_for(olga)),
        ]

    before = listed()
    services.block(request=request, by=olga, until=timezone.localdate() + timedelta(days=9))

    assert (before, listed()) == ([3, 1, 1], [0, 0, 1])


def test_block_needs_a_closed_case_a_day_to_come_and_data_protection(
    ana: User, berta: User, olga: User, case: Case
) -> None:
    request = factory.request(case=case, by=ana, right="erasure")
    later = timezone.localdate() + timedelta(days=9)

    with pytest.raises(Conflict):
        services.block(request=request, by=olga, until=later)
    with pytest.raises(PermissionRefused):
        services.block(request=request, by=berta, until=later)


def test_end_of_a_block_is_proposed_once_to_those_who_erase(
    ana: User, berta: User, olga: User, closed: Case
) -> None:
    request = factory.request(case=closed, by=ana, right="erasure")
    services.block(request=request, by=olga, until=timezone.localdate() + timedelta(days=9))
    Block.objects.update(until=timezone.localdate())
    Notice.objects.all().delete()

    told = [services.propose_erasures(), services.propose_erasures()]

    assert told == [1, 0]
    found = Notice.objects.filter(kind="block_over").values_list("user__name", flat=True)
    assert sorted(found) == ["Berta", "Olga"]
