from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Make the queue's folder where the data folder is there: the broker does not."""
        if settings.EMBEDDED and Path(settings.DATA_DIR).is_dir():
            Path(settings.QUEUE_DIR).mkdir(parents=True, exist_ok=True)
