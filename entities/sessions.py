"""Sessions in the database, with their owner and two clocks: settings.SESSION_ENGINE.

A session ends after SESSION_IDLE_SECONDS without a request, and SESSION_LONGEST_SECONDS after it
began. Signing in is a new beginning under a new key; a new key later on leaves the clock running.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from entities.models import Session

# How often use of a session is written down: the idle clock is at most this much too strict.
NOTED_EVERY = timedelta(minutes=1)


class SessionStore(DatabaseStore):
    """Django's store, on a table of ours."""

    _began: datetime | None = None
    _seen: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        if row is None:
            return None
        if row.has_ended(timezone.now()):
            row.delete()
            self._session_key = None
            return None
        self._began, self._seen = row.began_at, row.seen_at
        return row

    def create(self) -> None:
        """Begin a session; one that was signed in already goes on under a new key."""
        if SESSION_KEY not in getattr(self, "_session_cache", {}):
            self._began = None
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row as it is to be saved."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        self._seen = timezone.now()
        self._began = self._began or self._seen
        row.account_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.began_at, row.seen_at = self._began, self._seen
        row.device, row.network = data.get("device", ""), data.get("network", "")
        return row

    def note_use(self) -> None:
        """Set the idle clock back, writing at most once a minute."""
        now = timezone.now()
        if self._seen and self.session_key and now - self._seen > NOTED_EVERY:
            Session.objects.filter(pk=self.session_key).update(seen_at=now)
            self._seen = now
