"""What the guard finds: a stretch of the text, what it seems to be, how sure that is."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a stretch of text seems to be."""

    VAULT_NAME = "vault_name"
    VAULT_VALUE = "vault_value"
    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    DOCUMENT = "document"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    WEB = "web"
    ACCOUNT = "account"
    PLATE = "plate"
    NUMBER = "number"


class Tier(StrEnum):
    """Hard findings are taken out before the text is kept; soft ones are asked about."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class Finding:
    """A stretch of the text from `start` up to but without `end`, in code points.

    `ending` is the Basque case ending that follows a name (`Blessingek`: `ek`); the stretch stops
    before it, and what stands in the name's place has to take it over. `by_vault` says that nothing
    but a value of the vault tells: without it the same words would pass.
    """

    start: int
    end: int
    kind: Kind
    tier: Tier
    ending: str = ""
    by_vault: bool = False

    def to_json(self) -> dict[str, int | str]:
        return {
            "start": self.start,
            "end": self.end,
            "type": self.kind.value,
            "tier": self.tier.value,
        }


def without_the_vault(finding: Finding) -> Finding:
    """Return the finding as somebody sees it who must not learn that the vault agreed."""
    if finding.kind is Kind.VAULT_NAME:
        return replace(finding, kind=Kind.PERSON, tier=Tier.SOFT)
    if finding.kind is Kind.VAULT_VALUE:
        return replace(finding, kind=Kind.NUMBER, tier=Tier.SOFT)
    return replace(finding, tier=Tier.SOFT) if finding.by_vault else finding


def without_overlaps(findings: list[Finding]) -> list[Finding]:
    """Return the findings in the order of the text; of two that overlap, the surer or longer one.

    What is left out is covered: a hard finding swallows the soft ones it touches, and grows by them
    when they hold the same kind of thing.
    """
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (each.start, -each.end)):
        if kept and finding.start < kept[-1].end:
            kept[-1] = _surer(kept[-1], finding)
        else:
            kept.append(finding)
    return kept


def _surer(one: Finding, other: Finding) -> Finding:
    first, second = sorted([one, other], key=_weight)
    end = max(one.end, other.end)
    if first.ending and second.end == first.end + len(first.ending):
        end = first.end
    ending = first.ending if first.end == end else second.ending
    return Finding(
        min(one.start, other.start),
        end,
        first.kind,
        first.tier,
        ending,
        first.by_vault and second.by_vault,
    )


def _weight(finding: Finding) -> tuple[bool, bool, int]:
    return (
        finding.tier is Tier.SOFT,
        finding.kind is Kind.NUMBER,
        finding.start - finding.end,
    )
