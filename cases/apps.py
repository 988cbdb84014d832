from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Tell the log how the auditor names cases, and the vault how a case is cleared."""
        from cases.enums import ErasureBasis, GrantSource, KeepReason, StrikeReason  # noqa: PLC0415
        from cases.guard.lines import gives_away  # noqa: PLC0415
        from cases.guard.showing import LABELS  # noqa: PLC0415
        from cases.held import LedCases  # noqa: PLC0415
        from cases.references import (  # noqa: PLC0415 -- models load after the apps
            CaseReferences,
            case_behind,
        )
        from cases.services.clearing import clear_erased  # noqa: PLC0415
        from core.ports import (  # noqa: PLC0415 -- beside what fills them
            CasePanel,
            case_links,
            case_panels,
            cases_behind_codes,
            clears_erased,
            detail_words,
            held_work,
            names_cases,
        )
        from core.ports import gives_away as line_port  # noqa: PLC0415

        link = CasePanel("cases:avoidances", _("What she must avoid"))
        if link not in case_links:
            case_links.append(link)
        panel = CasePanel("cases:assessments", _("Assessments"))
        if panel not in case_panels:
            case_panels.append(panel)
        if not any(isinstance(work, LedCases) for work in held_work):
            held_work.append(LedCases())
        line_port.bind(gives_away)
        names_cases.bind(CaseReferences())
        cases_behind_codes.append(case_behind)
        detail_words.setdefault("basis", []).append(dict(ErasureBasis.choices))
        detail_words.setdefault("source", []).append(dict(GrantSource.choices))
        detail_words.setdefault("reason", []).append(dict(StrikeReason.choices))
        detail_words.setdefault("found", []).append({k.value: LABELS[k] for k in LABELS})
        detail_words.setdefault("why", []).append(dict(KeepReason.choices))
        clears_erased.append(clear_erased)
