"""Rows say what the engine says: random walks over the library, rows beside the pure engine."""

from random import Random

import pytest

from cases.models import CaseGrant
from entities.models import Entity, User
from protocols import engine
from protocols.elements import FieldType
from protocols.selectors import definition_of
from referrals import services
from referrals.enums import LIVE, TAKEN, WAITING
from referrals.models import Referral, Run, Step
from referrals.selectors.steps import is_mandatory, missing_consents
from referrals.services.board import Board
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOVES = 40
SELDOM = {"minor_or_doubt": 0.05, "emergency": 0.1, "danger": 0.3}
KINDS = ("shelter", "health", "women_family_service", "emergency_social_service")


class Walker:
    """Moves one run at random through the services, and the pure engine beside it."""

    def __init__(self, run: Run, seed: int) -> None:
        self.run, self.dice = run, Random(seed)
        self.definition = definition_of(run.version)
        self.state, _events = engine.start(self.definition)
        self.people: dict[object, User] = {}

    def person(self, entity_id) -> User:
        if entity_id not in self.people:
            found = User.objects.filter(entity=entity_id).first()
            self.people[entity_id] = found or entities.coordinator(
                entity=Entity.objects.get(pk=entity_id), name="Koro"
            )
        return self.people[entity_id]

    def go(self) -> None:
        for _move in range(MOVES):
            self.compare()
            if self.state.ended:
                return
            waiting = Step.objects.filter(run=self.run, status__in=WAITING, kind="task")
            timers = sorted(self.state.timers)
            if timers and (not waiting or self.dice.random() < 0.2):
                self.fire(self.dice.choice(timers))
            else:
                self.move(self.dice.choice(list(waiting.order_by("element"))))

    def fire(self, element: str) -> None:
        timer = self.run.timers.get(element=element, done_at=None)
        services.sweep_timers(now=timer.fire_at)
        fired = self.run.timers.filter(fired=True, fire_at__lte=timer.fire_at)
        for name in fired.order_by("fire_at").values_list("element", flat=True):
            if name in self.state.timers:
                self.state, _events = engine.fire(self.definition, self.state, name)

    def move(self, step: Step) -> None:
        if step.status == "to_refer" and self.dice.random() < 0.9:
            self.refer(step)
            return
        if step.status == "offered":
            self.answer(step)
            return
        by = self.person(step.entity_id or step.run.owner_id)
        lacks = missing_consents(self.run, self.definition, step, referrals=list(_living(self.run)))
        if step.status == "to_refer" or lacks or self.dice.random() < 0.08:
            reason = "not_applicable" if is_mandatory(self.definition, step) else "refused"
            services.decline_step(step=step, reason=reason, by=by)
            self.state, _events = engine.decline(self.definition, self.state, step.element)
            return
        answers = {
            field.name: self.dice.random() < SELDOM.get(field.name, 0.85)
            if field.type is FieldType.YESNO
            else self.dice.choice(field.values)
            for field in self.definition.steps[step.element].fields
        }
        services.complete_step(step=step, answers=answers, by=by)
        self.state, _events = engine.complete(self.definition, self.state, step.element, answers)

    def refer(self, step: Step) -> None:
        kinds = self.definition.lane(step.lane).entity_kinds
        target = Entity.objects.filter(kind_rows__kind__in=kinds).exclude(pk=step.sender_id)
        terms = factory.terms(basis="public_task", basis_reason="Competence", parts=())
        draft = services.draft_referral(
            case=self.run.case,
            service=entities.service(entity=target.first()),
            terms=terms,
            step=step,
            by=self.person(step.sender_id),
        )
        services.send_referral(referral=draft, by=draft.created_by)

    def answer(self, step: Step) -> None:
        referral = _living(self.run).get(lane=step.lane)
        by = self.person(referral.receiving_entity_id)
        if self.dice.random() < 0.7:
            services.accept_referral(referral=referral, by=by)
        else:
            services.reject_referral(referral=referral, reason="no_capacity", by=by)

    def compare(self) -> None:
        self.run = Run.objects.select_related("case", "owner", "version").get(pk=self.run.pk)
        read = Board(self.run, by=None).state
        assert read.to_json() == self.state.to_json()
        assert (self.run.ended_at is not None) == self.state.ended
        taken = _living(self.run).filter(status__in=TAKEN)
        opened = CaseGrant.objects.filter(case=self.run.case, source="referral", closed_at=None)
        assert set(opened.values_list("pk", flat=True)) == {one.grant_id for one in taken}
        if self.state.ended:
            assert not _living(self.run).exists()


def _living(run: Run):
    return Referral.objects.filter(run=run, status__in=LIVE)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["p1_detection_identification.es", "p2_first_reception.es"])
def test_rows_say_what_the_engine_says(ana, bruno, name, seed):
    for kind in KINDS:
        entities.entity(code=kind.replace("_", "-"), kinds=(kind,))
    for kind in ("police", "accrediting_body", "migration_authority"):
        entities.entity(code=kind.replace("_", "-"), kinds=(kind,), participation="recorded")
    run = factory.start(version=factory.library(name), by=ana)
    for purpose in ("case_record", "accreditation_request", "interpreter"):
        case_factory.consent(case=run.case, purpose=purpose, recipient_kind="")
    Walker(run, seed).go()
