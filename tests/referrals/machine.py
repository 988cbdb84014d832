"""A case that anybody does anything to, at random, for the test that nothing illegal comes of it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cases import services as case_services
from cases.models import Case, Consent
from core.exceptions import Refusal
from entities.models import Service, User
from protocols.elements import FieldType
from protocols.models import ProtocolVersion
from protocols.selectors import definition_of
from referrals import services
from referrals.enums import LIVE, OFFERED
from referrals.models import Run, Step
from tests.factories import referrals as factory
from tests.referrals.holding import Holding

REASONS = ["no_capacity", "waiting_list_only", "unsafe_location", "person_declined", "other"]
PARTS = ["summary", "narrative", "plan", "health", "contact_card"]
PURPOSES = ["referral_specialised", "referral_service", "share_health", "share_trafficking_history"]
# Taking on and going on lead furthest.
ACTS = (
    "accept accept accept accept start start complete inform ask hold resume reject fail cancel strike"
).split()
# Mostly whoever may; now and then one of the five, who mostly may not.
anybody = st.sampled_from([None] * 12 + [0, 1, 2, 3, 4])
seldom = st.integers(min_value=0, max_value=5).map(lambda number: number == 0)
index = st.integers(min_value=0, max_value=30)


class Road(Holding, RuleBasedStateMachine):
    """One case, three entities, five people. What is refused changes nothing; the rest must hold."""

    people: list[User]
    services: list[Service]
    versions: list[ProtocolVersion]
    new_case: Callable[[], Case]

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.case = type(self).new_case()
        self.seen: dict[Any, str] = {}
        for service in self.services:
            values = {
                "purpose": "referral_specialised",
                "status": "given",
                "parts": PARTS,
                "recipient_entity": service.entity,
            }
            case_services.record_consent(case=self.case, by=self.people[0], values=values)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it, or be refused; a refusal takes everything back."""
        with suppress(Refusal, ValidationError), transaction.atomic():
            act()

    def actor(self, who: int | None, *entities: object) -> User:
        """The person of this number, else somebody of the first of these entities that is known."""
        if who is not None:
            return self.people[who]
        known = [entity for entity in entities if entity] or [self.people[0].entity_id]
        staff = [person for person in self.people if person.entity_id == known[0]]
        return staff[-1] if staff else self.people[0]

    def pick(self, rows: Any, number: int) -> Any:
        found = list(rows)
        return found[number % len(found)]

    @rule(who=anybody, which=index)
    def start_run(self, who: int | None, which: int) -> None:
        version = self.pick(self.versions, which)
        self.attempt(
            lambda: services.start_run(case=self.case, version=version, by=self.actor(who))
        )

    @precondition(lambda self: self.waiting.exists())
    @rule(who=anybody, which=index, data=st.data(), recorded=st.booleans())
    def do_step(self, who: int | None, which: int, data: st.DataObject, recorded: bool) -> None:
        self.answer_step(self.pick(self.waiting, which), who, data, recorded=recorded)

    def answer_step(
        self, step: Step, who: int | None, data: st.DataObject, *, recorded: bool = False
    ) -> None:
        task = definition_of(step.run.version).step(step.element)
        answers = {
            field.name: data.draw(
                st.booleans()
                if field.type is FieldType.YESNO
                else st.sampled_from(field.values or (1.0, 3.0))
            )
            for field in (task.fields if task else ())
        }
        by = self.actor(who, step.entity_id, step.sender_id)
        if recorded:
            told = {"on": timezone.localdate(), "source": "telephone"}
            self.attempt(lambda: services.record_step(step=step, answers=answers, by=by, **told))
        else:
            self.attempt(lambda: services.complete_step(step=step, answers=answers, by=by))

    @precondition(lambda self: self.waiting.exists())
    @rule(who=anybody, which=index, refuses=st.booleans())
    def decline_step(self, who: int | None, which: int, refuses: bool) -> None:
        step, reason = self.pick(self.waiting, which), "refused" if refuses else "not_applicable"
        by = self.actor(who, step.entity_id, step.sender_id)
        self.attempt(lambda: services.decline_step(step=step, reason=reason, by=by))

    @rule(
        who=anybody,
        which=index,
        at=index,
        parts=st.lists(st.sampled_from(PARTS), unique=True, max_size=2),
        basis=st.sampled_from(["consent", "consent", "vital_interest"]),
    )
    def draft(self, who: int | None, which: int, at: int, parts: list[str], basis: str) -> None:
        steps = list(self.waiting.filter(status="to_refer"))
        step = steps[at % len(steps)] if steps and at % 3 else None
        by = self.actor(who, step.sender_id if step else None)
        terms = factory.terms(
            parts=tuple(parts), basis=basis, basis_reason="" if basis == "consent" else "Danger."
        )
        self.attempt(
            lambda: services.send_referral(
                referral=services.draft_referral(
                    case=self.case,
                    service=self.pick(self.services, which),
                    terms=terms,
                    step=step,
                    by=by,
                ),
                by=by,
            )
        )

    @precondition(lambda self: self.referrals.exists())
    @rule(who=anybody, which=index, data=st.data())
    def act_on_referral(self, who: int | None, which: int, data: st.DataObject) -> None:
        alive = self.referrals.filter(status__in=LIVE)
        referral = self.pick(alive if which % 5 and alive.exists() else self.referrals, which)
        name = data.draw(st.sampled_from(ACTS))
        sends = name in {"inform", "cancel", "strike"}
        sides = referral.referring_entity_id, referral.receiving_entity_id
        by = self.actor(who, sides[0] if sends else sides[1])
        acts: dict[str, Callable[[], object]] = {
            "accept": lambda: services.accept_referral(referral=referral, by=by),
            "ask": lambda: services.ask_information(referral=referral, question="When?", by=by),
            "inform": lambda: services.give_information(referral=referral, answer="Now.", by=by),
            "start": lambda: services.start_referral(referral=referral, by=by),
            "hold": lambda: services.hold_referral(referral=referral, reason="Ill.", by=by),
            "resume": lambda: services.resume_referral(referral=referral, by=by),
            "complete": lambda: services.complete_referral(
                referral=referral, outcome="service_delivered", by=by
            ),
            "fail": lambda: services.fail_referral(referral=referral, reason="Gone.", by=by),
            "cancel": lambda: services.cancel_referral(referral=referral, by=by),
            "strike": lambda: services.strike_referral(referral=referral, by=by),
            "reject": lambda: services.reject_referral(
                referral=referral, reason=data.draw(st.sampled_from(REASONS)), by=by
            ),
        }
        self.attempt(acts[name])

    @precondition(lambda self: self.referrals.filter(status__in=OFFERED).exists())
    @rule(which=index)
    def take_on(self, which: int) -> None:
        referral = self.pick(self.referrals.filter(status__in=OFFERED), which)
        by = self.actor(None, referral.receiving_entity_id)
        self.attempt(lambda: services.accept_referral(referral=referral, by=by))

    @precondition(lambda self: self.waiting.filter(status="open").exists())
    @rule(which=index, data=st.data())
    def go_on(self, which: int, data: st.DataObject) -> None:
        self.answer_step(self.pick(self.waiting.filter(status="open"), which), None, data)

    @rule(
        who=anybody,
        purpose=st.sampled_from(PURPOSES),
        status=st.sampled_from(["given", "given", "given", "refused"]),
        which=index,
        parts=st.lists(st.sampled_from(PARTS), unique=True),
    )
    def ask_her(
        self, who: int | None, purpose: str, status: str, which: int, parts: list[str]
    ) -> None:
        values: dict[str, Any] = {"purpose": purpose, "status": status, "parts": parts}
        if which % 3:
            values["recipient_entity"] = self.pick(self.services, which).entity
        else:
            values["recipient_kind"] = "specialised_ngo"
        self.attempt(
            lambda: case_services.record_consent(case=self.case, by=self.actor(who), values=values)
        )

    @precondition(lambda self: Consent.objects.filter(case=self.case).exists())
    @rule(who=anybody, which=index)
    def she_takes_back(self, who: int | None, which: int) -> None:
        consent = self.pick(Consent.objects.filter(case=self.case).order_by("recorded_at"), which)
        self.attempt(lambda: case_services.withdraw_consent(consent=consent, by=self.actor(who)))

    @precondition(lambda self: Run.objects.filter(case=self.case).exists())
    @rule(who=anybody, which=index, really=seldom)
    def end_run(self, who: int | None, which: int, really: bool) -> None:
        run = self.pick(Run.objects.filter(case=self.case).order_by("number"), which)
        if really:
            by = self.actor(who)
            self.attempt(lambda: services.end_run(run=run, reason="her_decision", by=by))

    @rule(hours=st.sampled_from([0, 0, 1, 3, 30, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        services.sweep_timers(now=timezone.now() + timedelta(hours=hours))

    @rule(who=anybody, really=seldom)
    def close_case(self, who: int | None, really: bool) -> None:
        case, by = Case.objects.get(pk=self.case.pk), self.actor(who)
        if really:
            self.attempt(lambda: case_services.close_case(case=case, reason="lost_contact", by=by))

    @rule(who=anybody)
    def reopen_case(self, who: int | None) -> None:
        case = Case.objects.get(pk=self.case.pk)
        self.attempt(lambda: case_services.reopen_case(case=case, by=self.actor(who)))

    @invariant()
    def all_holds(self) -> None:
        self.require_all()
