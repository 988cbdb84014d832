from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.ports import CasePanel, case_links, detail_words


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Offer who leads a case the page for the woman, and give the kinds of findings words."""
        from reports.enums import FindingKind  # noqa: PLC0415 -- once the applications are loaded

        link = CasePanel("reports:readers", _("Who saw her data"))
        if link not in case_links:
            case_links.append(link)
        detail_words.setdefault("kind", []).append(dict(FindingKind.choices))
