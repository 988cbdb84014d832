"""The guard over free text."""

from cases.guard.findings import Finding, Kind, Tier
from cases.guard.identity import KnownIdentity
from cases.guard.scanning import scan

__all__ = ["Finding", "Kind", "KnownIdentity", "Tier", "scan"]
