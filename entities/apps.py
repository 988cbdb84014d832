from collections.abc import Iterable
from uuid import UUID

from django.apps import AppConfig

from core import ports


class _Names:
    """Names for the auditor's pages. Models can be imported only once every app is ready."""

    def people(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        from entities.selectors import names_of_people  # noqa: PLC0415

        return names_of_people(ids)

    def entities(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        from entities.selectors import names_of_entities  # noqa: PLC0415

        return names_of_entities(ids)

    def search(self, text: str) -> dict[UUID, str]:
        from entities.selectors import people_named  # noqa: PLC0415

        return people_named(text)

    def search_entities(self, text: str) -> dict[UUID, str]:
        from entities.selectors import entities_named  # noqa: PLC0415

        return entities_named(text)


class EntitiesConfig(AppConfig):
    name = "entities"

    def ready(self) -> None:
        from entities import checks  # noqa: F401, PLC0415 -- registers itself
        from entities.enums import Role  # noqa: PLC0415

        ports.names_people.bind(_Names())
        ports.detail_words.setdefault("role", []).append(dict(Role.choices))
