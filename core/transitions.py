"""Transition tables: the one description of how a status may change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.exceptions import Conflict, PermissionRefused


@dataclass(frozen=True)
class Transition:
    """One way from some statuses to another: who may take it, and its name in the log.

    `rule` answers whether the person may; `event` is a value of `audit.enums.AuditAction`.
    """

    sources: frozenset[str]
    target: str
    rule: Callable[[Any, Any], bool]
    event: str

    def check(self, record: Any, by: Any) -> None:
        """Raise PermissionRefused or Conflict unless `by` may take this step on `record` now.

        Call it on a locked row: an answer on an unlocked one may be out of date when used.
        """
        if not self.rule(by, record):
            raise PermissionRefused(_("You may not do this."), _("Ask your coordinator."))
        if record.status not in self.sources:
            raise Conflict(
                _("Somebody has already answered or changed this."),
                _("Look at how it stands now; nothing of yours was lost."),
            )


def draw(table: Mapping[str, Transition], *, states: Iterable[str], first: str) -> str:
    """Return the state diagram of a table in Mermaid; states without a way out are the ends."""
    states = [str(state) for state in states]
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    for name, step in table.items():
        lines += [
            f"    {source} --> {step.target}: {name}" for source in states if source in step.sources
        ]
    left = {str(source) for step in table.values() for source in step.sources}
    return "\n".join(lines + [f"    {state} --> [*]" for state in states if state not in left])
