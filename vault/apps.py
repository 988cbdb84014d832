from django.apps import AppConfig
from django.core.signals import request_started

from core.ports import detail_words, seals_justifications


class VaultConfig(AppConfig):
    name = "vault"

    def ready(self) -> None:
        # Models and what imports them can only be had once the applications are loaded.
        from vault.enums import Purpose, Tier  # noqa: PLC0415
        from vault.reading import start_page  # noqa: PLC0415
        from vault.services import JustificationSealer  # noqa: PLC0415

        seals_justifications.bind(JustificationSealer())
        detail_words.setdefault("purpose", []).append(dict(Purpose.choices))
        detail_words.setdefault("tier", []).append(dict(Tier.choices))
        request_started.connect(start_page, dispatch_uid="vault.start_page")
