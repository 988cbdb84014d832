"""What is worked out of answers: shown to who reads the form, and never deciding anything.

Each function takes the answers and the settings that the form's own file gives, and is pure.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core import vocabularies
from questionnaires.definitions import Answers, in_words

_MEANS = "means"
# How many strong, medium and weak indicators are enough for a dimension.
_ENOUGH = ((2, 0, 0), (1, 1, 0), (1, 0, 1), (0, 3, 0), (0, 2, 1))


@dataclass(frozen=True)
class Result:
    """A result as it is shown: its title, lines of (what, how it stands), and a word of caution."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""


def is_present(strong: int, medium: int, weak: int) -> bool:
    """Say whether a dimension is present (ILO and European Commission, 2009).

    Two strong indicators; one strong and one medium or weak; three medium; or two medium and one
    weak.
    """
    counted = (strong, medium, weak)
    return any(
        all(has >= needs for has, needs in zip(counted, enough, strict=True)) for enough in _ENOUGH
    )


def dimensions(answers: Answers, weights: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Return how many strong, medium and weak indicators each dimension has."""
    found: dict[str, Counter[str]] = {
        code: Counter() for code in vocabularies.codes("indicator_dimension")
    }
    for code in _ticked(answers):
        if code in weights:
            dimension = vocabularies.entry("detection_indicator", code)["dimension"]
            found[dimension][weights[code]] += 1
    return found


def ilo_dimensions(answers: Answers, settings: Mapping[str, Any]) -> Result:
    """Return which of the six dimensions are present."""
    lines, present = [], set()
    for code, count in dimensions(answers, settings["weights"]).items():
        strong, medium, weak = count["strong"], count["medium"], count["weak"]
        there = is_present(strong, medium, weak)
        if there:
            present.add(code)
        told = _("present") if there else _("not reached")
        counted = _("%(strong)s strong, %(medium)s medium, %(weak)s weak") % {
            "strong": strong,
            "medium": medium,
            "weak": weak,
        }
        lines.append((vocabularies.label("indicator_dimension", code), f"{told} ({counted})"))
    means = [
        code
        for code in present
        if vocabularies.entry("indicator_dimension", code)["element"] == _MEANS
    ]
    lines.append((_("Means and exploitation together"), _together(means, present)))
    return Result(
        _("Dimensions present"),
        lines,
        _(
            "An aid to look again, never a decision: people decide. For a child no means are "
            "needed. Few indicators do not mean that there is nothing."
        ),
    )


def _together(means: list[str], present: set[str]) -> str:
    if "exploitation" not in present:
        return _("Exploitation is not reached")
    if not means:
        return _("Exploitation without means: enough for a child, not for an adult")
    return _("Yes, with means in %(count)s of five dimensions") % {"count": len(means)}


def weighted_score(answers: Answers, settings: Mapping[str, Any]) -> Result:
    """Return the sum of the weights of what was answered yes or ticked, and its band.

    Settings: `weights` (`question` answered yes, or `question=option`: points) and `bands` (from
    how many points on: label). What was not asked counts nothing.
    """
    points = score(answers, settings["weights"])
    band = max((limit for limit in settings["bands"] if limit <= points), default=None)
    told = in_words(settings["bands"][band]) if band is not None else ""
    return Result(
        _("Points of risk"),
        [(_("Points"), str(points)), (_("What they suggest"), told)],
        _("Only shown: you and she know more than a sum. Your own judgement is what counts."),
    )


def score(answers: Answers, weights: Mapping[str, int]) -> int:
    """Return the sum of the weights of what was answered yes, chosen or ticked."""
    points = 0
    for name, answer in answers.items():
        if answer is True:
            points += weights.get(name, 0)
        elif isinstance(answer, str | list):
            chosen = [answer] if isinstance(answer, str) else answer
            points += sum(weights.get(f"{name}={code}", 0) for code in chosen)
    return points


def _ticked(answers: Answers) -> list[str]:
    """Return the codes of all options that were ticked."""
    return [code for answer in answers.values() if isinstance(answer, list) for code in answer]


FUNCTIONS: Mapping[str, Callable[[Answers, Mapping[str, Any]], Result]] = {
    "ilo_dimensions": ilo_dimensions,
    "weighted_score": weighted_score,
}
