"""What is wrong with a protocol file, said by element id in plain words."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a file from being published; a warning is for the author to weigh."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable code, the BPMN element id concerned ("" = the file), a sentence."""

    code: str
    severity: Severity
    element: str
    message: str

    def to_json(self) -> dict[str, str]:
        """Return it as plain JSON values."""
        return {name: str(value) for name, value in asdict(self).items()}


class MalformedProtocol(Exception):
    """The file is not a protocol we can read; `findings` says everything that is wrong with it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{f.element}: {f.message}" for f in findings))
        self.findings = findings
