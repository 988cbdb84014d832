"""The guard over a line that others read: what of it would lead somebody to a door."""

from cases.guard.findings import Kind, Tier
from cases.guard.scanning import scan

# Numbers of services stand in fields of their own; a web address is public anyway.
_KINDS = frozenset({Kind.ADDRESS, Kind.PHONE, Kind.EMAIL, Kind.DOCUMENT})


def gives_away(line: str) -> list[str]:
    """Return the stretches that are an address, a telephone, an e-mail or a document for sure."""
    return [
        line[found.start : found.end]
        for found in scan(line)
        if found.kind in _KINDS and (found.kind is Kind.ADDRESS or found.tier is Tier.HARD)
    ]
