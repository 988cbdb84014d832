from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"

    def ready(self) -> None:
        """Tell the auditor's pages what forms are called."""
        from core.ports import detail_words  # noqa: PLC0415 -- beside what fills it
        from questionnaires.titles import FormTitles  # noqa: PLC0415 -- after the apps

        words = detail_words.setdefault("form", [])
        if not any(isinstance(one, FormTitles) for one in words):
            words.append(FormTitles())
