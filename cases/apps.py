from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Tell the log how the auditor names cases."""
        from cases.references import CaseReferences  # noqa: PLC0415 -- models load after the apps
        from core.ports import names_cases  # noqa: PLC0415 -- beside its implementation

        names_cases.bind(CaseReferences())
