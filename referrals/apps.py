from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.ports import (
    CasePanel,
    case_panels,
    cases_behind_codes,
    held_work,
    open_business,
)


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        """Offer this room's parts of the case page, and say what keeps a case open."""
        from referrals.held import AllocatedReferrals  # noqa: PLC0415
        from referrals.selectors.business import business_of, case_behind  # noqa: PLC0415 -- models load after the apps

        for panel in (
            CasePanel("referrals:case_runs", _("Flowcharts")),
            CasePanel("referrals:case_referrals", _("Referrals")),
        ):
            if panel not in case_panels:
                case_panels.append(panel)
        if not any(isinstance(work, AllocatedReferrals) for work in held_work):
            held_work.append(AllocatedReferrals())
        if business_of not in open_business:
            open_business.append(business_of)
        if case_behind not in cases_behind_codes:
            cases_behind_codes.append(case_behind)
