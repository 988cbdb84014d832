"""What must hold of a case after anything anybody did to it."""

from typing import Any

from cases.models import Case, CaseGrant, CaseGroupPermission, Consent
from cases.selectors import cases_visible_to
from entities.models import Entity, User
from referrals import workflow
from referrals.enums import LIVE, OFFERED, TAKEN, WAITING
from referrals.models import Referral, Run, Step, Timer
from referrals.selectors import consents

WAYS = {
    (source.value, step.target.value)
    for step in workflow.REFERRAL.values()
    for source in step.sources
}


def reachable(source: str) -> set[str]:
    """Every status that some way of the table leads to."""
    found, waiting = {source}, [source]
    while waiting:
        here = waiting.pop()
        new = {target for one, target in WAYS if one == here} - found
        found |= new
        waiting += sorted(new)
    return found


class Holding:
    """The claims about one case; `seen` remembers where its referrals stood."""

    case: Case
    people: list[User]
    seen: dict[Any, str]

    @property
    def referrals(self) -> Any:
        return Referral.objects.filter(case=self.case).order_by("created_at", "pk")

    @property
    def waiting(self) -> Any:
        return Step.objects.filter(run__case=self.case, status__in=WAITING).order_by(
            "opened_at", "element"
        )

    def require_all(self) -> None:
        self.referrals_only_take_ways_of_the_table()
        self.no_access_outlives_its_referral()
        self.no_part_stays_open_that_she_does_not_agree_to()
        self.who_sees_the_case_holds_an_open_access()
        self.steps_stand_as_the_referral_of_their_lane_does()
        self.who_has_an_open_step_may_see_the_case()
        self.runs_wait_for_something_or_have_ended()
        self.nothing_goes_on_in_a_closed_case()

    def referrals_only_take_ways_of_the_table(self) -> None:
        for referral in self.referrals:
            before = self.seen.get(referral.pk, "draft")
            assert referral.status in reachable(before), (before, referral.status)
            self.seen[referral.pk] = referral.status

    def no_access_outlives_its_referral(self) -> None:
        for grant in CaseGrant.objects.filter(case=self.case, source="referral", closed_at=None):
            holders = Referral.objects.filter(grant=grant, status__in=TAKEN)
            assert holders.count() == 1

    def no_part_stays_open_that_she_does_not_agree_to(self) -> None:
        kept = {"offer", "contact_card", "arrival_card"}  # her safety where she stays (design 8)
        for referral in self.referrals.filter(status__in=TAKEN, basis="consent"):
            grant = referral.grant
            opened = set(grant.parts) - set(grant.withheld) - kept
            purposes = consents.needed(
                referral.consents, referral.parts, recipient=referral.receiving_entity
            )
            withdrawn = Consent.objects.filter(case=self.case, withdrawn_at__gte=grant.granted_at)
            gone = {part for row in withdrawn if self._names(row, referral) for part in row.parts}
            agreed = consents.agreed_parts(self.case, purposes, recipient=referral.receiving_entity)
            assert not (opened & gone) - agreed, (opened, gone, agreed)

    @staticmethod
    def _names(consent: Consent, referral: Referral) -> bool:
        entity: Entity = referral.receiving_entity
        return entity.pk == consent.recipient_entity_id or consent.recipient_kind in entity.kinds

    def who_sees_the_case_holds_an_open_access(self) -> None:
        for person in self.people:
            grants = CaseGrant.objects.filter(
                case=self.case, entity=person.entity_id, closed_at=None
            )
            holds = any(grant.is_open for grant in grants)
            assert cases_visible_to(person).filter(pk=self.case.pk).exists() == holds
        rows = CaseGroupPermission.objects.filter(content_object=self.case)
        entities = {row.group.name.partition(":")[0] for row in rows.select_related("group")}
        assert entities == {
            str(grant.entity_id)
            for grant in CaseGrant.objects.filter(case=self.case, closed_at=None)
        }

    def steps_stand_as_the_referral_of_their_lane_does(self) -> None:
        for step in self.waiting.filter(kind="task").exclude(lane=""):
            alive = Referral.objects.filter(run=step.run, lane=step.lane, status__in=LIVE)
            stands = {workflow.step_status_for(one.status) for one in alive.exclude(status="draft")}
            if stands:
                assert stands == {step.status}, (step.element, stands, step.status)
            else:
                assert step.status != "offered", step.element

    def who_has_an_open_step_may_see_the_case(self) -> None:
        for step in self.waiting.filter(status="open").exclude(entity=None):
            open_grants = CaseGrant.objects.filter(case=self.case, entity=step.entity_id)
            assert any(grant.is_open for grant in open_grants), step.element

    def runs_wait_for_something_or_have_ended(self) -> None:
        for run in Run.objects.filter(case=self.case):
            waits = run.steps.filter(status__in=WAITING, kind="task").exists()
            armed = Timer.objects.filter(run=run, done_at=None).exists()
            if run.status == "running":
                assert waits or armed
            else:
                assert not waits
                assert not armed
                assert not run.referrals.filter(status__in=OFFERED | TAKEN).exists()

    def nothing_goes_on_in_a_closed_case(self) -> None:
        case = Case.objects.get(pk=self.case.pk)
        if case.status == "closed":
            assert not self.referrals.filter(status__in=OFFERED).exists()
