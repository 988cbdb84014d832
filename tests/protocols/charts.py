"""Small flowcharts for tests, written as short as they can be read."""

from collections.abc import Iterable

from protocols.definition import Definition
from protocols.durations import parse_duration
from protocols.elements import (
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    End,
    Field,
    FieldType,
    Flow,
    Gateway,
    GatewayKind,
    Lane,
    Node,
    SendTask,
    Start,
    Timer,
    UserTask,
)
from protocols.expressions import compile_condition
from protocols.state import Event

WORDS = dict.fromkeys(("es", "eu", "pt", "en"), "Words")
COMMON = {"lane": "L", "labels": WORDS}


def step(name: str, *questions: Field, on_decline: str = "", **more: object) -> UserTask:
    return UserTask(id=name, **COMMON, fields=questions, on_decline=on_decline, **more)


def yesno(name: str) -> Field:
    return Field(name=name, type=FieldType.YESNO, labels=WORDS)


def choice(name: str, *values: str) -> Field:
    return Field(
        name=name,
        type=FieldType.CHOICE,
        labels=WORDS,
        values=values,
        value_labels=dict.fromkeys(values, WORDS),
    )


def number(name: str) -> Field:
    return Field(name=name, type=FieldType.NUMBER, labels=WORDS)


def gateway(name: str, kind: str, default: str = "") -> Gateway:
    return Gateway(id=name, **COMMON, kind=GatewayKind(kind), default=default)


def wait(name: str, duration: str = "P1D") -> CatchTimer:
    return CatchTimer(id=name, **COMMON, timer=Timer(parse_duration(duration)))


def clock(name: str, on: str, *, interrupting: bool = True) -> BoundaryTimer:
    return BoundaryTimer(
        id=name,
        **COMMON,
        attached_to=on,
        timer=Timer(parse_duration("PT1H")),
        interrupting=interrupting,
    )


def call(name: str, calls: str = "regularisation") -> CallActivity:
    return CallActivity(id=name, **COMMON, calls=calls)


def notice(name: str, to: str = "lane:L") -> SendTask:
    return SendTask(id=name, **COMMON, notify=(to,))


def flow(text: str) -> Flow:
    """`a b` or `a b: condition`; its id is `a_b`."""
    ends, _colon, condition = text.partition(": ")
    source, target = ends.split()
    return Flow(
        id=f"{source}_{target}",
        source=source,
        target=target,
        condition=compile_condition(condition) if condition else None,
    )


def chart(nodes: Iterable[Node], *flows: str, name: str = "chart") -> Definition:
    """A flowchart with one lane; `s` starts it, and every node called `e…` ends it."""
    everything = [Start(id="s", **COMMON), *nodes]
    known = {node.id for node in everything}
    arrows = [flow(text) for text in flows]
    ends = {arrow.target for arrow in arrows} - known
    everything += [End(id=end, **COMMON) for end in sorted(ends)]
    return Definition(
        id=name,
        code=name,
        labels=WORDS,
        lanes=(Lane(id="L", labels=WORDS, entity_kinds=("specialised_ngo",)),),
        nodes={node.id: node for node in everything},
        flows={arrow.id: arrow for arrow in arrows},
    )


def parallel():
    return chart(
        [gateway("g", "parallel"), step("a"), step("b"), gateway("j", "parallel"), step("c")],
        "s g", "g a", "g b", "a j", "b j", "j c", "c e",
    )  # fmt: skip


def inclusive():
    return chart(
        [
            step("a", yesno("p"), yesno("q")),
            gateway("g", "inclusive", "g_z"),
            step("x"),
            step("x2"),
            step("y"),
            step("z"),
            gateway("j", "inclusive"),
        ],
        "s a", "a g", "g x: p", "g y: q", "g z", "x x2", "x2 j", "y j", "z j", "j e",
    )  # fmt: skip


def interrupted():
    return chart(
        [step("a"), clock("t", "a"), step("b"), step("c")], "s a", "a b", "t c", "b e", "c e2"
    )


def kinds(events: tuple[Event, ...]) -> list[str]:
    return [f"{event.kind} {event.element} {event.source}".strip() for event in events]


# A circle, and both kinds of timers on its step.
LOOP = chart(
    [
        step("a", yesno("p")),
        clock("t", "a"),
        clock("t2", "a", interrupting=False),
        gateway("g", "exclusive", "g_b"),
        step("b"),
        step("c"),
        step("side"),
        wait("w"),
    ],
    "s a", "a g", "g a: p", "g b", "b w", "w a", "t c", "c e", "t2 side", "side e2", name="circle",
)  # fmt: skip

# Every element of the subset at once.
EVERYTHING = chart(
    [
        step("a", yesno("p"), number("n"), on_decline="a_b"),
        clock("t", "a", interrupting=False),
        gateway("g", "exclusive", "g_b"),
        gateway("f", "parallel"),
        gateway("j", "parallel"),
        gateway("i", "inclusive", "i_k"),
        gateway("o", "inclusive"),
        step("b"),
        step("c", choice("c", "x", "y")),
        step("d"),
        clock("t2", "d"),
        step("d2"),
        step("side"),
        wait("w", "P1Y2M3DT4H5M"),
        call("k"),
        notice("m"),
        notice("m2", "role:coordinator"),
    ],
    "s a", "a g", "a b", "g w: p && n >= 2", "g b", "t side", "side e2", "b f", "w b",
    "f m", "f m2", "m j", "m2 j", "j c", "c i", "i k", "i d: c == 'x'", "k o", "d o",
    "t2 d2", "d2 o", "o e",
    name="everything",
)  # fmt: skip
