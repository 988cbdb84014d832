"""The queue of an embedded installation: wake-ups as files of one folder, whole or not there.

kombu's own file transport writes in place and reads without asking: a file cut short by a kill,
or read in the very moment it is written, ends the worker.
"""

import json
import logging
import time
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, virtual

logger = logging.getLogger(__name__)


class Channel(virtual.Channel):
    """Puts and gets messages; who removes the file has the message."""

    @property
    def _folder(self) -> Path:
        return Path(self.connection.client.transport_options["folder"])

    def _waiting(self, queue: str) -> list[Path]:
        return sorted(self._folder.glob(f"[0-9]*.{queue}"))

    def _put(self, queue: str, message: dict[str, Any], **_options: Any) -> None:
        name = f"{time.time_ns():020}-{uuid4()}.{queue}"
        part = self._folder / f".{name}"
        part.write_text(json.dumps(message), encoding="utf-8")
        part.rename(self._folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:  # noqa: ARG002 -- kombu's signature
        for file in self._waiting(queue):
            try:
                text = file.read_bytes()
                file.unlink()
                message: dict[str, Any] = json.loads(text)
            except FileNotFoundError:
                continue  # another worker has it
            except ValueError:
                logger.warning("A wake-up was unreadable and is left out; the next sweep will do.")
                continue
            return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for file in waiting:
            file.unlink(missing_ok=True)
        return len(waiting)


class Transport(virtual.Transport):
    """What Celery knows by the scheme `folder`; its option `folder` names the place."""

    Channel = Channel
    driver_type = driver_name = "folder"

    def driver_version(self) -> str:
        """Say nothing of interest: there is no driver."""
        return "N/A"


TRANSPORT_ALIASES["folder"] = f"{__name__}:{Transport.__name__}"
