"""Flowcharts, runs and referrals for tests, made by the product's own services."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from cases.models import Case
from entities.enums import Role
from entities.models import Service, User
from protocols import services as protocols
from protocols.models import ProtocolVersion
from referrals import services
from referrals.models import Referral, Run, Step, Timer
from tests.factories import cases, entities

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:ref="urn:bidelagun:referral:1" id="defs" targetNamespace="urn:test">
<bpmn:collaboration id="col"><bpmn:participant id="pool" name="Test" processRef="p"/></bpmn:collaboration>
<bpmn:process id="p" ref:code="{code}" ref:country="ES" isExecutable="true" name="{code}">
<bpmn:laneSet id="lanes">{lanes}</bpmn:laneSet>{nodes}{flows}</bpmn:process></bpmn:definitions>"""

LANES = {
    "own": 'ref:entityKinds="detecting_entity" ref:assign="case"',
    "ngo": 'ref:entityKinds="specialised_ngo" ref:assign="choose"',
    "pol": 'ref:entityKinds="police" ref:assign="choose"',
    "her": 'ref:entityKinds="person"',
}
YES = "<bpmn:extensionElements><ref:field name='{0}' type='yesno'/></bpmn:extensionElements>"


def task(name: str, *, asks: str = "", **own: str) -> str:
    """A step; `own` are attributes of our namespace."""
    attributes = "".join(f' ref:{key}="{value}"' for key, value in own.items())
    fields = YES.format(asks) if asks else ""
    return f'<bpmn:userTask id="{name}" name="{name}"{attributes}>{fields}</bpmn:userTask>'


def timer(name: str, *, after: str = "PT1H", on: str = "", interrupting: bool = True) -> str:
    """A timer in the flow, or on a step."""
    clock = (
        f"<bpmn:timerEventDefinition id='{name}_t'><bpmn:timeDuration>{after}</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition>"
    )
    if not on:
        return f'<bpmn:intermediateCatchEvent id="{name}">{clock}</bpmn:intermediateCatchEvent>'
    return (
        f'<bpmn:boundaryEvent id="{name}" attachedToRef="{on}" '
        f'cancelActivity="{str(interrupting).lower()}">{clock}</bpmn:boundaryEvent>'
    )


def other(tag: str, name: str, **plain: str) -> str:
    """Any other element."""
    attributes = "".join(f' {key.replace("__", ":")}="{value}"' for key, value in plain.items())
    return f'<bpmn:{tag} id="{name}"{attributes}/>'


def flow(source: str, target: str, when: str = "", *, name: str = "") -> str:
    """An arrow."""
    name = name or f"f_{source}_{target}"
    inside = (
        f'<bpmn:conditionExpression language="cel">{when}</bpmn:conditionExpression>'
        if when
        else ""
    )
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'


def bpmn(code: str, lanes: Mapping[str, tuple[str, ...]], nodes: str, flows: str) -> bytes:
    """A whole file; `lanes` names the elements of each lane."""
    drawn = "".join(
        f'<bpmn:lane id="{lane}" name="{lane}" {LANES[lane]}>'
        + "".join(f"<bpmn:flowNodeRef>{element}</bpmn:flowNodeRef>" for element in elements)
        + "</bpmn:lane>"
        for lane, elements in lanes.items()
    )
    return _HEAD.format(code=code, lanes=drawn, nodes=nodes, flows=flows).encode()


def publish(xml: bytes) -> ProtocolVersion:
    """The version in force that this file makes."""
    manager = User.objects.filter(email="manager@example.test").first()
    if manager is None:
        manager = entities.user(role=Role.PROTOCOL_MANAGER, name="Marta")
        manager.email = "manager@example.test"
        manager.save(update_fields=["email"])
    return protocols.publish_version(version=protocols.add_draft(xml=xml, by=manager), by=manager)


def road() -> ProtocolVersion:
    """Ask her; if she agrees the NGO interviews and reports, else information; then a last word."""
    entities.receiving_entity()
    nodes = (
        other("startEvent", "s")
        + task("ask", asks="agrees", due="PT2H")
        + other("exclusiveGateway", "d", default="f_d_info")
        + task(
            "interview",
            consent="referral_specialised",
            due="P15D",
            onDecline="f_refused",
            referral="social_accompaniment urgent consent",
        )
        + task("report")
        + task("info")
        + other("endEvent", "e_refused", ref__runEndReason="her_decision")
        + task("word")
        + other("endEvent", "e_ok", ref__runEndReason="finished")
    )
    flows = (
        flow("s", "ask")
        + flow("ask", "d")
        + flow("d", "interview", "agrees")
        + flow("d", "info")
        + flow("interview", "info", name="f_refused")
        + flow("interview", "report")
        + flow("report", "word")
        + flow("word", "e_ok")
        + flow("info", "e_refused")
    )
    lanes = {
        "own": ("s", "ask", "d", "info", "e_refused", "word", "e_ok"),
        "ngo": ("interview", "report"),
    }
    return publish(bpmn("first_reception", lanes, nodes, flows))


def clocked(*, interrupting: bool = True) -> ProtocolVersion:
    """The NGO's answer under a timer of an hour; beside it, or instead of it, a reminder."""
    nodes = (
        other("startEvent", "s")
        + task("ask")
        + task("interview", consent="referral_specialised")
        + timer("clock", on="interview", interrupting=interrupting)
        + task("remind")
        + other("endEvent", "e_ok")
        + other("endEvent", "e_late")
    )
    flows = (
        flow("s", "ask")
        + flow("ask", "interview")
        + flow("interview", "e_ok")
        + flow("clock", "remind")
        + flow("remind", "e_late")
    )
    lanes = {"own": ("s", "ask", "clock", "remind", "e_ok", "e_late"), "ngo": ("interview",)}
    return publish(bpmn("integral_care_plan", lanes, nodes, flows))


def waiting_hour() -> ProtocolVersion:
    """A step, an hour's wait in the flow, a step of the police (which signs in nowhere)."""
    nodes = (
        other("startEvent", "s")
        + task("ask")
        + timer("wait")
        + task("interview")
        + other("endEvent", "e_ok")
    )
    flows = (
        flow("s", "ask") + flow("ask", "wait") + flow("wait", "interview")
        + flow("interview", "e_ok")
    )  # fmt: skip
    lanes = {"own": ("s", "ask", "wait", "e_ok"), "pol": ("interview",)}
    return publish(bpmn("regularisation", lanes, nodes, flows))


def calling(called: str = "child_protection") -> ProtocolVersion:
    """Calls another flowchart, then a step."""
    nodes = (
        other("startEvent", "s")
        + other("callActivity", "call", calledElement=called)
        + task("ask")
        + other("endEvent", "e_ok")
    )
    flows = flow("s", "call") + flow("call", "ask") + flow("ask", "e_ok")
    return publish(bpmn("voluntary_return", {"own": ("s", "call", "ask", "e_ok")}, nodes, flows))


def coming_of_age() -> ProtocolVersion:
    """A wait until six months before she turns 18, after a notice to the entity in charge."""
    wait = timer("wait", after="P6M").replace('id="wait"', 'id="wait" ref:at="turning_18"')
    nodes = (
        other("startEvent", "s")
        + other("sendTask", "tell", ref__notify="lane:own role:coordinator", ref__template="note")
        + wait
        + task("plan")
        + other("endEvent", "e_ok")
    )
    flows = flow("s", "tell") + flow("tell", "wait") + flow("wait", "plan") + flow("plan", "e_ok")
    lanes = {"own": ("s", "tell", "wait", "plan", "e_ok")}
    return publish(bpmn("international_protection", lanes, nodes, flows))


def start(*, version: ProtocolVersion | None = None, case: Case | None = None, by: User) -> Run:
    """A run of the road on a new case of hers."""
    return services.start_run(case=case or cases.open_case(by=by), version=version or road(), by=by)


def step(run: Run, element: str) -> Step:
    """The latest step at this element."""
    return Step.objects.filter(run=run, element=element).order_by("-round").first()


def standing(run: Run) -> dict[str, str]:
    """Element → status of the latest step there."""
    rows = Step.objects.filter(run=run).order_by("round")
    return {row.element: row.status for row in rows}


def service(*, entity=None, **data: object) -> Service:
    """The service of the receiving entity that interviews."""
    return entities.service(entity=entity or entities.receiving_entity(), **data)


def terms(**changes: object) -> services.Terms:
    """A referral on her consent that opens the summary."""
    usual = {
        "urgency": "urgent",
        "reason": "additional_services",
        "basis": "consent",
        "parts": ("summary",),
    }
    return services.Terms(**{**usual, **changes})


def agrees(case: Case) -> None:
    """She agrees to be referred to a specialised NGO, with her summary."""
    cases.consent(case=case, parts=["summary"])


def offered_run(by: User, *, version: ProtocolVersion | None = None) -> tuple[Run, Referral]:
    """A run whose NGO's step has been offered to the receiving entity."""
    run = start(by=by, version=version)
    agrees(run.case)
    answers = {"agrees": True} if version is None else {}
    services.complete_step(step=step(run, "ask"), answers=answers, by=by)
    return run, offer(by=by, case=run.case, at=step(run, "interview"))


def draft(*, by: User, case: Case, at: Step | None = None, **changes: object) -> Referral:
    """A draft to the receiving entity."""
    return services.draft_referral(
        case=case, service=service(), terms=terms(**changes), step=at, by=by
    )


def offer(*, by: User, case: Case, at: Step | None = None, **changes: object) -> Referral:
    """A sent referral."""
    return services.send_referral(referral=draft(by=by, case=case, at=at, **changes), by=by)


def accepted_run(by: User, receiver: User) -> tuple[Run, Referral]:
    """A run whose referral the receiver has accepted."""
    run, referral = offered_run(by)
    return run, services.accept_referral(referral=referral, by=receiver)


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)


def armed(run: Run) -> list[str]:
    """Timers that run."""
    return list(Timer.objects.filter(run=run, done_at=None).values_list("element", flat=True))


def later(count: float):
    """The moment so many hours from now."""
    return timezone.now() + hours(count)


def library(name: str) -> ProtocolVersion:
    """A flowchart of the library in force: `p1_detection_identification.es`."""
    return publish((protocols.LIBRARY / f"{name}.bpmn").read_bytes())
