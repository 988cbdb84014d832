"""One case and everybody around it, made by the product's own services.

The case belongs to `own`. Six other entities stand to it in six ways, the one case serving all:

- `other`: no relation at all;
- `offered`: a referral lies in its inbox;
- `accepted`: it took two referrals, one of them a step of a flowchart;
- `declined`: it said no;
- `closed`: it did what was asked, and its grant ended;
- `expired`: its grant ran out a minute ago, and no sweep has come by yet.

Each has a caseworker and a coordinator. Holders of every other role sit in the entity `own`, where
they have the best chance to see too much.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from audit.enums import AuditAction
from audit.models import Event
from cases.models import Case, CaseCode, CaseGroupPermission
from core.codes import read_code, show_code
from core.handles import handle_of
from entities import services as people_services
from entities.enums import Role
from entities.models import Entity, Service, User
from notices.models import Notice
from protocols.models import ProtocolVersion
from referrals import services
from referrals.models import Referral, Run
from tests.access.adoption_table import adopt
from tests.access.agreement_table import agree
from tests.access.auditing import watched
from tests.access.cast import (
    CASE_ROLES,
    RELATIONS,
    entities_by_relation,
    flag_superuser,
    people_of,
)
from tests.access.directory_table import list_services
from tests.access.drafts import draft_with_aside
from tests.access.erasures import closed_cases
from tests.access.guarded import guarded_case, show_factors
from tests.access.rights_table import rights_of
from tests.access.versions_table import moving_versions
from tests.factories import assessments, cases
from tests.factories import referrals as factory

PARTS = (
    "summary", "plan", "narrative", "health", "trafficking_history", "contact_card", "identity",
)  # fmt: skip
NEED = "social_accompaniment"
# What is under way is another need each: one need goes to one service at a time.
NEEDS = {
    "offered": "shelter", "accepted": "legal", "expired": "health", "asked": "psychological",
    "closed": "residence", "draft": "asylum",
}  # fmt: skip
# As the proxy of a server installation says it; an embedded one does not look.
FORWARDED = {"X-Forwarded-For": "192.0.2.7"}


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block writes to either database.

    Readings are recorded in durable transactions, which may stand inside those of tests only:
    these transactions say that they are a test's.
    """
    with ExitStack() as stack:
        for alias in ("default", "keys"):
            block = transaction.atomic(using=alias)
            block._from_testcase = True
            stack.enter_context(block)
        try:
            yield
        finally:
            for alias in ("default", "keys"):
                transaction.set_rollback(True, using=alias)


@dataclass
class World:
    """The case, its people by (relation, role), and what addresses name."""

    case: Case
    people: dict[tuple[str, str], User]
    services: dict[str, Service]
    idle: ProtocolVersion
    records: dict[str, object] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    keys: dict[User, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(headers=FORWARDED))
    token: str = ""

    def person(self, role: str, relation: str = "own") -> User:
        """Who holds this role in the entity of this relation."""
        return self.people[relation, role]

    def browser(self, person: User | None) -> Client:
        """A browser in which this person has just signed in: always the one, emptied of cookies.

        A new one would load the whole chain of middleware again.
        """
        self.client.cookies.clear()
        if person is not None:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.keys[person]
        return self.client

    def code(self, person: User, *, of: str = "") -> str:
        """Her entity's code of the case; who has none got hold of the owner's."""
        case = self.records[of] if of else self.case
        codes = dict(CaseCode.objects.filter(case=case).values_list("entity", "code"))
        return show_code(codes.get(person.entity_id) or codes[case.owner_entity_id])

    def handle(self, name: str, person: User) -> str:
        """The name that her entity would give a record."""
        return handle_of(self.records[name].pk, entity_id=person.entity_id)


def _chart(code: str) -> ProtocolVersion:
    """Ask her; the NGO interviews; a last word. Both first steps propose a status."""
    nodes = (
        factory.other("startEvent", "s")
        + factory.task("ask", asks="agrees", effect="victim_status:possible")
        + factory.task("interview", effect="victim_status:detected")
        + factory.task("word")
        + factory.other("endEvent", "e_ok", ref__runEndReason="finished")
    )
    steps = ("s", "ask", "interview", "word", "e_ok")
    flows = "".join(factory.flow(one, then) for one, then in pairwise(steps))
    lanes = {"own": ("s", "ask", "word", "e_ok"), "ngo": ("interview",)}
    return factory.publish(factory.bpmn(code, lanes, nodes, flows))


def _more(offered: Entity) -> dict[str, Entity]:
    """Two more services of the entity in whose inbox the offer lies."""
    return {"draft": offered, "asked": offered}


def _tell_everything(world: World, by: User) -> None:
    case = world.case
    world.records |= {
        "intervention": cases.intervention(case=case, by=by, note="Spoke with her."),
        "status": cases.status(case=case, by=by, note="As the police said."),
        "child": cases.child(case=case, by=by, needs="A school place."),
        "consent": cases.consent(case=case, by=by, note="Only by telephone."),
        "form": assessments.assessment(case=case, by=by, account="She told it herself."),
        "draft_form": assessments.draft(case=case, by=by, account="Half of it."),
        "colleague": world.person("colleague"),
        "service": world.services["own"],
    }


def _offer(world: World, relation: str, *, run: Run | None = None, sent: bool = True) -> Referral:
    by = world.person("caseworker")
    terms = factory.terms(basis="vital_interest", basis_reason="She is in danger.", parts=PARTS)
    written = services.draft_referral(
        case=world.case,
        service=world.services[relation],
        terms=terms,
        step=factory.step(run, "interview") if run else None,
        by=by,
    )
    return services.send_referral(referral=written, by=by) if sent else written


def _refer(world: World) -> None:
    def receiver(relation: str) -> User:
        return world.person("coordinator", relation)

    sent = world.referrals
    for relation in RELATIONS[2:]:
        sent[relation] = _offer(world, relation)
    sent["draft"] = _offer(world, "draft", sent=False)
    sent["asked"] = services.ask_information(
        referral=_offer(world, "asked"), question="Since when?", by=receiver("offered")
    )
    for relation in ("accepted", "closed", "expired"):
        taker = receiver(relation)
        sent[relation] = services.accept_referral(referral=sent[relation], by=taker)
        cases.intervention(case=world.case, by=taker, note=f"Seen by {relation}.")
    sent["declined"] = services.reject_referral(
        referral=sent["declined"], reason="no_capacity", by=receiver("declined")
    )
    started = services.start_referral(referral=sent["closed"], by=receiver("closed"))
    sent["closed"] = services.complete_referral(
        referral=started, outcome="service_delivered", by=receiver("closed")
    )


def _start(world: World) -> None:
    by = world.person("caseworker")
    charts = {"theirs": "first_reception", "to_refer": "integral_care", "open": "regularisation"}
    for name, code in charts.items():
        run = world.runs[name] = factory.start(version=_chart(code), case=world.case, by=by)
        if name != "open":
            answers = {"agrees": True}
            services.complete_step(step=factory.step(run, "ask"), answers=answers, by=by)
    world.referrals["theirs"] = services.accept_referral(
        referral=_offer(world, "accepted", run=world.runs["theirs"]),
        by=world.person("coordinator", "accepted"),
    )


def _let_expire(world: World) -> None:
    past = timezone.now() - timedelta(minutes=1)
    grant = world.referrals["expired"].grant
    grant.valid_until = past
    grant.save(update_fields=["valid_until"])
    rows = CaseGroupPermission.objects.filter(
        group__in=world.person("caseworker", "expired").groups.all()
        | world.person("coordinator", "expired").groups.all()
    )
    assert rows.update(valid_until=past) == len(CASE_ROLES)


def _sign_in(world: World) -> None:
    for person in world.people.values():
        client = Client()
        client.force_login(person)
        show_factors(client, world.case, world.records, read_code(world.code(person)))
        world.keys[person] = client.cookies[settings.SESSION_COOKIE_NAME].value


def _invited(by: User) -> User:
    return people_services.create_user(
        entity=by.entity, email="invited@example.test", name="New", roles=[Role.CASEWORKER], by=by
    )


def build_world() -> World:
    """Make the case and all who stand around it; in a transaction that is taken back."""
    by_relation = entities_by_relation()
    people = people_of(by_relation)
    ana = people["own", Role.CASEWORKER.value]
    person = {"name_used": "Joy", "telephone": "600 111 222", "legal_name": "Joy Doe"}
    world = World(
        case=cases.open_case(by=ana, person=person, summary="Met at the station."),
        people=people,
        services={
            relation: factory.service(entity=entity, service_type=NEEDS.get(relation, NEED))
            for relation, entity in (by_relation | _more(by_relation["offered"])).items()
        },
        idle=_chart("voluntary_return"),
    )
    _tell_everything(world, ana)
    adopt(world.idle, world.services["own"], people["own", Role.COORDINATOR.value])
    _refer(world)
    _start(world)
    _let_expire(world)
    world.records |= closed_cases(ana) | guarded_case(ana) | watched(world.case, people)
    world.records |= rights_of(world.case, world.records["closed"], ana)
    draft_with_aside(people["own", Role.PROTOCOL_MANAGER.value])
    moving_versions(ana, people["own", Role.PROTOCOL_MANAGER.value])
    world.records |= agree(ana)
    world.records |= list_services(
        world.case,
        world.services["own"],
        by_relation["other"],
        by=ana,
        on_duty=people["own", Role.COORDINATOR.value],
    )
    world.records["notice"] = Notice.objects.filter(user=ana).latest("created_at")
    world.records["event"] = Event.objects.filter(kind=AuditAction.CASE_OPENED.value).latest("id")
    world.records["decision"] = people_services.ask_reset(
        user=world.person("colleague"), by=world.person("coordinator")
    )
    world.token = people_services.issue_invitation(user=_invited(people["own", "coordinator"]))
    _sign_in(world)
    people_services.deactivate_user(user=world.person("inactive"), by=world.person("coordinator"))
    flag_superuser(world.person("superuser"))
    return world
