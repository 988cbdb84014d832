"""Lets chance decide at the splits of a flowchart, in the place of conditions. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from protocols.definition import Definition
from protocols.elements import GatewayKind
from protocols.expressions import Answer, Condition
from protocols.simulation.assumptions import Assumptions, drawn_flows, shares_at, splits
from protocols.simulation.draws import number_of, uniform


class Dice:
    """Draws for one case after another; at each passage of a split it draws once."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._case = 0
        self._turns: dict[str, int] = {}
        self._drawn: dict[str, float] = {}

    def take(self, case: int, turns: dict[str, int]) -> None:
        """Turn to a move of a case; `turns` counts how often it has drawn for what, and is kept."""
        self._case = case
        self._turns = turns
        self._drawn = {}

    def draw(self, what: str) -> float:
        """Return the next draw of the case for an element or a purpose."""
        turn = self._turns[what] = self._turns.get(what, -1) + 1
        return uniform(self._seed, self._case, number_of(what), turn)

    def at(self, split: str) -> float:
        """Return the draw of a split, the same for all its flows within a move."""
        if split not in self._drawn:
            self._drawn[split] = self.draw(split)
        return self._drawn[split]


@dataclass(frozen=True, slots=True)
class Share(Condition):
    """A condition that holds in a share of all passages: where the draw lies between two bounds."""

    dice: Dice | None = field(default=None, compare=False, repr=False)
    split: str = ""
    low: float = 0.0
    high: float = 0.0

    def holds(self, answers: Mapping[str, Answer]) -> bool:  # noqa: ARG002 -- chance asks nobody
        """Return whether the draw of this passage falls to this flow."""
        assert self.dice is not None  # noqa: S101 -- given by `loaded`
        return self.low <= self.dice.at(self.split) < self.high


def loaded(definition: Definition, given: Assumptions, dice: Dice) -> Definition:
    """Return the flowchart with the shares of its branches in the place of their conditions."""
    flows = dict(definition.flows)
    for gateway in splits(definition):
        shares = shares_at(given, definition, gateway)
        low = 0.0
        for flow, share in zip(drawn_flows(definition, gateway), shares[:-1], strict=True):
            together = gateway.kind is GatewayKind.EXCLUSIVE
            split = gateway.id if together else flow.id
            bounds = (low, low + share) if together else (0.0, share)
            low = bounds[1]
            condition = Share(
                "", dice=dice, split=split, low=bounds[0], high=_whole_at_the_end(bounds[1])
            )
            flows[flow.id] = replace(flow, condition=condition)
    return replace(definition, flows=flows)


def _whole_at_the_end(bound: float) -> float:
    """Return a sum of shares as 1 where only rounding keeps it from it."""
    return 1.0 if abs(bound - 1) < 1e-9 else bound  # noqa: PLR2004 -- rounding
