from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Tell the log how the auditor names cases, and the vault how a case is cleared."""
        from cases.references import CaseReferences  # noqa: PLC0415 -- models load after the apps
        from cases.services.clearing import clear_erased  # noqa: PLC0415
        from core.ports import clears_erased, names_cases  # noqa: PLC0415 -- beside what fills them

        names_cases.bind(CaseReferences())
        clears_erased.append(clear_erased)
