from django.apps import AppConfig
from django.core.signals import request_started

from core.ports import seals_justifications


class VaultConfig(AppConfig):
    name = "vault"

    def ready(self) -> None:
        # Models and what imports them can only be had once the applications are loaded.
        from vault.reading import start_page  # noqa: PLC0415
        from vault.services import JustificationSealer  # noqa: PLC0415

        seals_justifications.bind(JustificationSealer())
        request_started.connect(start_page, dispatch_uid="vault.start_page")
