"""The answers that can make a difference to a run, so that only these are tried. Pure.

A field counts at an element while some condition ahead may read it before it is asked again.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise, product

from protocols.definition import Definition
from protocols.elements import Field, FieldType, Gateway, GatewayKind
from protocols.expressions import Answer, Condition

Answers = Mapping[str, Answer]
Fields = Mapping[str, frozenset[str]]
NOBODY_ANSWERED: Answers = {}


def conditions_of(definition: Definition) -> Mapping[str, tuple[Condition, ...]]:
    """Return the conditions that each split weighs."""
    found: dict[str, tuple[Condition, ...]] = {}
    for node in definition.nodes.values():
        flows = definition.outgoing[node.id]
        if isinstance(node, Gateway) and node.kind is not GatewayKind.PARALLEL and len(flows) > 1:
            found[node.id] = tuple(
                flow.condition for flow in flows if flow.condition and flow.id != node.default
            )
    return found


def fields_used(conditions: Iterable[Condition]) -> frozenset[str]:
    """Return the fields that these conditions read."""
    return frozenset(comparison.field for item in conditions for comparison in item.comparisons)


def fields_that_count(definition: Definition) -> Fields:
    """Return the fields that count while a token waits at each element."""
    used = {name: fields_used(found) for name, found in conditions_of(definition).items()}
    counting: dict[str, frozenset[str]] = dict.fromkeys(definition.nodes, frozenset())
    if not any(used.values()):
        return counting
    before: dict[str, set[str]] = {name: set() for name in definition.nodes}
    for name in definition.nodes:
        for after in _after(definition, name):
            before[after].add(name)
    waiting = list(definition.nodes)
    while waiting:
        name = waiting.pop()
        ahead = counting_after(definition, counting, name) | used.get(name, frozenset())
        step = definition.step(name)
        found = ahead - {item.name for item in step.fields} if step else ahead
        if found != counting[name]:
            counting[name] = found
            waiting += before[name]
    return counting


def counting_after(definition: Definition, counting: Fields, name: str) -> frozenset[str]:
    """Return the fields that count once a token has left an element."""
    return frozenset().union(*(counting[after] for after in _after(definition, name)))


def _after(definition: Definition, name: str) -> tuple[str, ...]:
    timers = definition.boundaries.get(name, ())
    return (
        *(flow.target for flow in definition.outgoing[name]),
        *(timer.id for timer in timers),
    )


def answers_to_try(definition: Definition, counting: Fields) -> Mapping[str, tuple[Answers, ...]]:
    """Return, for every step, answers that stand for all answers; the first answers nothing."""
    conditions = [item for found in conditions_of(definition).values() for item in found]
    found: dict[str, tuple[Answers, ...]] = {}
    for step in definition.steps.values():
        ahead = counting_after(definition, counting, step.id)
        fields = [item for item in step.fields if item.name in ahead]
        choices = [_different(item, conditions) for item in fields]
        found[step.id] = tuple(
            {item.name: a for item, a in zip(fields, combination, strict=True) if a is not None}
            for combination in product(*choices)
        )
    return found


def _different(item: Field, conditions: Iterable[Condition]) -> tuple[Answer | None, ...]:
    """Return one answer of each kind that conditions tell apart; None is no answer."""
    reading = [c for c in conditions if item.name in fields_used([c])]
    answers = (None, *_boundary_answers(item, reading))
    if any(fields_used([condition]) != {item.name} for condition in reading):
        return answers
    kinds: dict[tuple[bool, ...], Answer | None] = {}
    for answer in answers:
        given = NOBODY_ANSWERED if answer is None else {item.name: answer}
        kinds.setdefault(tuple(condition.holds(given) for condition in reading), answer)
    return tuple(kinds.values())


def _boundary_answers(item: Field, reading: Iterable[Condition]) -> tuple[Answer, ...]:
    values = {
        c.value for condition in reading for c in condition.comparisons if c.field == item.name
    }
    if item.type is FieldType.YESNO:
        return (True, False)
    if item.type is FieldType.CHOICE:
        others = [value for value in item.values if value not in values]
        return (*(value for value in item.values if value in values), *others[:1])
    limits = sorted(value for value in values if isinstance(value, float))
    if not limits:
        return ()
    between = [(low + high) / 2 for low, high in pairwise(limits)]
    return (limits[0] - 1, *limits, *between, limits[-1] + 1)
