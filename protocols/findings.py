"""What is wrong with a protocol file, said by element id in plain words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from protocols.actions import Path


class Severity(StrEnum):
    """An error keeps a file from being published; a warning is for the author to weigh."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable code, the BPMN element id concerned ("" = the file), a sentence.

    `path` is a shortest way for a run to come to it, where the finding is about runs.
    """

    code: str
    severity: Severity
    element: str
    message: str
    path: Path = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values; `path` only when there is one."""
        told = {
            "code": self.code,
            "severity": str(self.severity),
            "element": self.element,
            "message": self.message,
        }
        return {**told, "path": [action.to_json() for action in self.path]} if self.path else told


class MalformedProtocol(Exception):
    """The file is not a protocol we can read; `findings` says everything that is wrong with it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{f.element}: {f.message}" for f in findings))
        self.findings = findings
