"""Transition tables: the one description of how a status may change."""

from collections.abc import Callable
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
