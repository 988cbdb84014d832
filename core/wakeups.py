"""Wakes a sweep after the transaction: a task is a wake-up, never the work."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_on_commit(task: str) -> None:
    """Ask a worker to run the sweep named `task` once the transaction has committed.

    The work itself is a row that the sweep finds within a minute anyway, so a broker that does
    not answer costs that minute and nothing else: it is logged, not raised.
    """

    def send() -> None:
        try:
            current_app.send_task(task)
        except (OperationalError, OSError):
            logger.warning("The broker did not take the wake-up %s; the next sweep will.", task)

    transaction.on_commit(send)
