"""The Celery application; tasks live in each room's tasks.py."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from config import wakeup_queue  # noqa: F401 -- makes the transport known
from core.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("bidelagun")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect  # type: ignore[untyped-decorator]
@beat_init.connect  # type: ignore[untyped-decorator]
def refuse_without_vault(**_: Any) -> None:
    """Stop a worker or beat that could open nothing, with the reason.

    Celery swallows every exception of a receiver but SystemExit. The vault has models: it can
    only be imported once the applications are loaded.
    """
    try:
        import_string("vault.startup.require_vault")()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


@beat_embedded_init.connect  # type: ignore[untyped-decorator]
def stop_with_the_worker(**_: Any) -> None:
    """End the timetable that `worker -B` started when its worker is killed."""
    die_with_parent()
