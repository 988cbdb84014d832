"""The guard over free text: what in a note would tell who somebody is, or where she lives?

Pure: a text and what is known of a person go in, findings come out; no models, no database, no
keys, nothing kept. Only `showing` knows Django, for the words people read. What the vault knows is
handed in by whoever may open it.

How it reads: `reading` makes the text plain (accents, look-alikes, what is not seen) with the way
back to the places of the original; then each of `names` (hers), `persons` (others), `contacts`,
`dates`, `documents`, `addresses`, `digits` looks for its own kind; `findings` settles overlaps.

Where the rules come from: the project's own measurements on labelled sentences and on MEDDOCAN
(two tiers; Basque endings; near misses for capitals only; dates only with a reason); the check
digits of python-stdnum; the numbering plans of phonenumbers; NISS and NAF as the two social
securities publish them. The word lists are our own, see the head of each file in `words/`. Figures,
and what is missed, stand in `benchmarks/guard_data/README.md`.
"""

from cases.guard.filenames import scan_file_name
from cases.guard.findings import Finding, Kind, Tier
from cases.guard.identity import KnownIdentity, identity_of
from cases.guard.scanning import NOBODY, scan

__all__ = [
    "NOBODY",
    "Finding",
    "Kind",
    "KnownIdentity",
    "Tier",
    "identity_of",
    "scan",
    "scan_file_name",
]
