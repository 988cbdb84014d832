"""Reading for pages: what cannot be opened is shown as "unavailable", and recorded.

A page records it once, whatever number of its values is unreadable: the first is named.
"""

from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.enums import AuditAction, Outcome
from audit.services import record_read
from core.ports import Actor
from vault.exceptions import KeyUnavailable, Unreadable
from vault.places import record_of

UNAVAILABLE: Promise = _("unavailable")

_recorded: ContextVar[bool] = ContextVar("unreadable_recorded", default=False)


def start_page(**_: Any) -> None:
    """Forget what the page before had recorded."""
    _recorded.set(False)


def read_or_unavailable(
    instance: models.Model, field: str, *, by: Actor | None = None, case: UUID | None = None
) -> Any:
    """Return the value, or the word "unavailable" for one that does not open.

    The first that does not open on a page is recorded, outside any transaction.
    """
    try:
        return getattr(instance, field)
    except Unreadable as error:
        _record(instance, field, error, by=by, case=case)
        return UNAVAILABLE


def _record(
    instance: models.Model, field: str, error: Unreadable, *, by: Actor | None, case: UUID | None
) -> None:
    if _recorded.get():
        return
    record = record_of(instance)
    record_read(
        AuditAction.SEALED_UNREADABLE,
        by=by,
        case=case or getattr(instance, "case_id", None),
        target=UUID(record.row),
        outcome=Outcome.FAILED,
        details={
            "model": record.model,
            "field": field,
            "reason": "key" if isinstance(error, KeyUnavailable) else "altered",
        },
    )
    _recorded.set(True)
