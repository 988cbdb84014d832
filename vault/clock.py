"""Tells how old the keys are, so that keys older than the main database are never worked with.

Every key made or destroyed moves the clock in `keys`, in the same transaction. The log of the
main database repeats it: at once before a key is destroyed, else within a minute. A main database
that has seen more than the keys know was restored beside older keys: those lack keys of new cases,
and hold again the keys of erased ones.
"""

from django.db import DatabaseError, connection
from django.db.models import F

from audit.enums import AuditAction
from audit.selectors import last_details
from audit.services import record_read
from vault.exceptions import VaultRefused
from vault.models import KeyClock

# The newest is the highest, unless the clock on the wall was set back.
MARKS_READ = 20


def advance() -> int:
    """Move the clock by one, in the caller's transaction on `keys`; return what it says."""
    if not KeyClock.objects.filter(pk=1).update(ticks=F("ticks") + 1):
        KeyClock.objects.get_or_create(pk=1)
        KeyClock.objects.filter(pk=1).update(ticks=F("ticks") + 1)
    return ticks()


def ticks() -> int:
    """Return what the clock says."""
    return KeyClock.objects.filter(pk=1).values_list("ticks", flat=True).first() or 0


def mark() -> bool:
    """Repeat the clock in the log of the main database, outside any transaction, if it moved.

    Raises AuditUnavailable.
    """
    now = ticks()
    if now <= seen():
        return False
    record_read(AuditAction.KEYS_MARKED, by=None, details={"ticks": now})
    return True


def seen() -> int:
    """Return the furthest that the main database has seen the clock."""
    found = last_details(AuditAction.KEYS_MARKED, count=MARKS_READ)
    return max(
        (ticks for details in found if isinstance(ticks := details["ticks"], int)), default=0
    )


def require_young_keys() -> None:
    """Raise VaultRefused when the keys are older than the main database."""
    try:
        has_log = "audit_event" in connection.introspection.table_names()
        known = seen() if has_log else 0
    except DatabaseError as error:
        raise VaultRefused(
            "The main database does not answer, so that the age of the keys cannot be told."
        ) from error
    finally:
        if not connection.in_atomic_block:
            connection.close()  # so that processes forked from this one do not share it
    if known > ticks():
        raise VaultRefused(
            f"The keys database is older than the main database: it stands at {ticks()}, and "
            f"{known} was seen. Cases would be lost and erased ones come back. Restore a backup "
            "of the keys that was made after that of the main database."
        )
