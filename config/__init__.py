"""What every process of the product loads first: settings, addresses, the queue."""

import os

from config.celery import app as celery_app

__all__ = ["celery_app"]

# Whatever a process writes (databases, mail, the queue) is for its own account alone.
os.umask(0o077)
