from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Make the folders others expect where the data folder is there: they make none."""
        if settings.EMBEDDED and Path(settings.DATA_DIR).is_dir():
            for folder in (settings.QUEUE_DIR, settings.STATIC_ROOT):
                Path(folder).mkdir(parents=True, exist_ok=True)
