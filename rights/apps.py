from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.ports import CasePanel, case_links, detail_words


class RightsConfig(AppConfig):
    name = "rights"

    def ready(self) -> None:
        """Offer who leads a case the page of her rights, and give codes words for the auditor."""
        from rights.enums import IncidentKind, Right  # noqa: PLC0415 -- once the apps are loaded

        link = CasePanel("rights:of_case", _("Her rights"))
        if link not in case_links:
            case_links.append(link)
        for codes in (Right, IncidentKind):
            detail_words.setdefault("kind", []).append(dict(codes.choices))
