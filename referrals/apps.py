from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.ports import CasePanel, case_panels


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        """Offer this room's parts of the case page."""
        for panel in (
            CasePanel("referrals:case_runs", _("Flowcharts")),
            CasePanel("referrals:case_referrals", _("Referrals")),
        ):
            if panel not in case_panels:
                case_panels.append(panel)
