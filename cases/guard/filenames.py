"""Names of files: the same question, where signs that join words stand for spaces."""

import datetime as dt
import re

from cases.guard.findings import Finding
from cases.guard.identity import KnownIdentity
from cases.guard.scanning import NOBODY, scan

# One sign for one sign, so that the places stay true. A dot or hyphen between digits may be part of
# a number, a date or a document.
JOINS = re.compile(r"[_+~]|(?<!\d)[.\-]|[.\-](?!\d)")
EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def scan_file_name(
    name: str, identity: KnownIdentity = NOBODY, *, today: dt.date | None = None
) -> list[Finding]:
    """Return what the name of a file gives away; its ending is not looked at."""
    found = EXTENSION.search(name)
    stem = name[: found.start()] if found and found.start() else name
    return scan(JOINS.sub(" ", stem), identity, today=today)
