"""What a simulation takes for granted, said openly: no number of it is measured here. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from protocols.definition import Definition
from protocols.elements import Flow, Gateway, GatewayKind, UserTask
from protocols.simulation.hours import HOURS_A_WEEK

MAX_CASES = 20_000  # arrivals expected in all
MAX_WEEKS = 520
MAX_SEED = 2**32 - 1
MAX_WORKERS = 1000
MAX_MEDIAN = 24 * 366  # hours
MAX_SPREAD = 20.0
HALF = 0.5
REFUSAL = 0.05
EXPONENTIAL = "exponential"
Item = TypeVar("Item")


class MalformedAssumptions(ValueError):
    """The assumptions cannot be used; the message says what is wrong, for who wrote the file."""


@dataclass(frozen=True, slots=True)
class Work:
    """How long a step takes one worker, in hours.

    `spread`: how many times the median the slowest tenth takes at least (lognormal); 1 is always
    the same. `exponential` takes that distribution instead, which the median alone describes.
    """

    median: float = 2.0
    spread: float = 2.0
    exponential: bool = False

    def to_json(self) -> dict[str, float | str]:
        """Return it as plain JSON values."""
        return {"median": self.median, "spread": EXPONENTIAL if self.exponential else self.spread}


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many people of a kind of entity work on these steps, and how many hours a week each."""

    workers: int
    hours: float = 37.5

    def to_json(self) -> dict[str, float]:
        """Return it as plain JSON values."""
        return {"workers": self.workers, "hours": self.hours}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """All of them. What is not named: steps take `work`, branches are equally frequent.

    `capacities` are by kind of entity; a kind that is not named is not limited: its steps take
    their time by the calendar, nobody waits. `shares` are by flow out of a split, `refusals` by step
    that can be refused, both from 0 to 1.
    """

    cases_per_week: float = 1.0
    weeks: int = 52
    seed: int = 1
    work: Work = field(default_factory=Work)
    works: Mapping[str, Work] = field(default_factory=dict)
    capacities: Mapping[str, Capacity] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    refusal: float = REFUSAL
    refusals: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return them as plain JSON values, named as in an assumptions file."""
        return {
            "cases_per_week": self.cases_per_week,
            "weeks": self.weeks,
            "seed": self.seed,
            "duration": self.work.to_json(),
            "durations": {step: work.to_json() for step, work in self.works.items()},
            "capacities": {kind: item.to_json() for kind, item in self.capacities.items()},
            "shares": dict(self.shares),
            "refusal": self.refusal,
            "refusals": dict(self.refusals),
        }

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Return what `to_json` or a file wrote; MalformedAssumptions for anything else."""
        told = _named(stored, "the file", set(cls().to_json()))
        plain = cls()
        return cls(
            cases_per_week=_number(told, "cases_per_week", plain.cases_per_week, MAX_CASES),
            weeks=_whole(told, "weeks", plain.weeks, (1, MAX_WEEKS)),
            seed=_whole(told, "seed", plain.seed, (0, MAX_SEED)),
            work=_work(told.get("duration", {}), "duration"),
            works=_each(told, "durations", _work),
            capacities=_each(told, "capacities", _capacity),
            shares=_each(told, "shares", _share),
            refusal=_number(told, "refusal", REFUSAL, 1),
            refusals=_each(told, "refusals", _share),
        ).checked()

    def checked(self) -> Self:
        """Return them; MalformedAssumptions when they ask for more than a simulation may cost."""
        if self.cases_per_week * self.weeks > MAX_CASES:
            raise MalformedAssumptions(f"At most {MAX_CASES} cases in all: fewer a week, or weeks.")
        return self

    def fitting(self, definition: Definition) -> Self:
        """Return them; MalformedAssumptions when they name what this flowchart does not have."""
        known = {
            "durations": (self.works, set(definition.steps)),
            "refusals": (self.refusals, {step.id for step in refusable(definition)}),
            "shares": (self.shares, {flow.id for flow in branches(definition)}),
            "capacities": (self.capacities, set(kinds(definition))),
        }
        for what, (named, there) in known.items():
            if unknown := sorted(set(named) - there):
                raise MalformedAssumptions(f"{what}: not in this flowchart: {', '.join(unknown)}.")
        for gateway in splits(definition):
            if (
                gateway.kind is GatewayKind.EXCLUSIVE
                and sum(shares_at(self, definition, gateway)[:-1]) > 1 + 1e-9
            ):
                raise MalformedAssumptions(
                    f"shares: those out of {gateway.id} are over 1 together."
                )
        return self


def splits(definition: Definition) -> list[Gateway]:
    """Return the gateways at which chance decides."""
    return [
        node
        for node in definition.nodes.values()
        if isinstance(node, Gateway)
        and node.kind is not GatewayKind.PARALLEL
        and len(definition.outgoing[node.id]) > 1
    ]


def drawn_flows(definition: Definition, gateway: Gateway) -> list[Flow]:
    """Return the flows out of a split that have a share; the default takes what they leave."""
    return [flow for flow in definition.outgoing[gateway.id] if flow.id != gateway.default]


def branches(definition: Definition) -> list[Flow]:
    """Return all flows that have a share."""
    return [flow for gateway in splits(definition) for flow in drawn_flows(definition, gateway)]


def shares_at(given: Assumptions, definition: Definition, gateway: Gateway) -> list[float]:
    """Return the share of each drawn flow of a split, then what is left for its default.

    Shares not stated: half each at an inclusive split; elsewhere what the stated ones leave is
    divided evenly among the others, the default included.
    """
    flows = drawn_flows(definition, gateway)
    if gateway.kind is GatewayKind.INCLUSIVE:
        return [*(given.shares.get(flow.id, HALF) for flow in flows), 0.0]
    stated = sum(given.shares[flow.id] for flow in flows if flow.id in given.shares)
    open_flows = [flow for flow in flows if flow.id not in given.shares]
    each = max(0.0, 1 - stated) / (len(open_flows) + 1)
    found = [given.shares.get(flow.id, each) for flow in flows]
    return [*found, max(0.0, 1 - sum(found))]


def refusable(definition: Definition) -> list[UserTask]:
    """Return the steps that she may refuse: with a consent, or a way of their own for it."""
    return [step for step in definition.steps.values() if step.consent or step.on_decline]


def kinds(definition: Definition) -> list[str]:
    """Return the kinds of entity whose capacity counts, each once; a person has no working hours."""
    named = (lane.entity_kinds[0] for lane in definition.lanes if lane.entity_kinds)
    return [kind for kind in dict.fromkeys(named) if kind != "person"]


def _named(given: Any, what: str, allowed: set[str] | None = None) -> Mapping[str, Any]:
    given = {} if given is None else given
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise MalformedAssumptions(f"{what}: names and values are expected.")
    if allowed is not None and (unknown := sorted(given.keys() - allowed)):
        raise MalformedAssumptions(f"{what}: not known: {', '.join(unknown)}.")
    return given


def _each(told: Mapping[str, Any], what: str, read: Callable[[Any, str], Item]) -> dict[str, Item]:
    return {
        name: read(item, f"{what}.{name}") for name, item in _named(told.get(what), what).items()
    }


def _number(told: Mapping[str, Any], name: str, otherwise: float, most: float) -> float:
    given = told.get(name, otherwise)
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= most:
        raise MalformedAssumptions(f"{name}: a number from 0 to {most:g} is expected.")
    return float(given)


def _whole(told: Mapping[str, Any], name: str, otherwise: int, span: tuple[int, int]) -> int:
    given = told.get(name, otherwise)
    if type(given) is not int or not span[0] <= given <= span[1]:
        raise MalformedAssumptions(
            f"{name}: a whole number from {span[0]} to {span[1]} is expected."
        )
    return given


def _share(given: Any, what: str) -> float:
    return _number({what: given}, what, 0, 1)


def _work(given: Any, what: str) -> Work:
    told = _named(given, what, {"median", "spread"})
    median = _number(told, "median", Work().median, MAX_MEDIAN)
    if told.get("spread") == EXPONENTIAL:
        return Work(median, exponential=True)
    spread = _number(told, "spread", Work().spread, MAX_SPREAD)
    if spread < 1:
        raise MalformedAssumptions(f"{what}: spread is at least 1 (always the same).")
    return Work(median, spread)


def _capacity(given: Any, what: str) -> Capacity:
    told = _named(given, what, {"workers", "hours"})
    if "workers" not in told:
        raise MalformedAssumptions(f"{what}: workers is missing.")
    return Capacity(
        _whole(told, "workers", 0, (0, MAX_WORKERS)),
        _number(told, "hours", Capacity(0).hours, HOURS_A_WEEK),
    )
