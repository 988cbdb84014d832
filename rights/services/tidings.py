"""Who is told what: a kind of notice and a way to the page, no content."""

from collections.abc import Iterable

from django.urls import reverse

from core.abilities import Ability
from core.handles import handle_of
from entities.models import Entity, User
from entities.selectors import active_people_who_may
from notices.enums import NoticeKind
from notices.services import notify
from rights.models import Incident, Order, RightsRequest

_PAGES: dict[type[RightsRequest | Incident | Order], str] = {
    RightsRequest: "rights:request",
    Incident: "rights:incident",
    Order: "rights:order",
}


def officers() -> set[User]:
    """Return data protection."""
    return set(active_people_who_may(Ability.PROTECT_DATA))


def coordinators_of(entity: Entity) -> set[User]:
    """Return who coordinates an entity."""
    return set(active_people_who_may(Ability.COORDINATE).filter(entity=entity))


def custodians_of(entity: Entity) -> set[User]:
    """Return who guards the identities of an entity."""
    return set(active_people_who_may(Ability.GUARD_IDENTITY).filter(entity=entity))


def tell(
    kind: NoticeKind,
    people: Iterable[User],
    record: RightsRequest | Incident | Order,
    *,
    by: User | None = None,
) -> None:
    """Tell these people, but not who did it, to look at the record; each by her own handle."""
    for person in set(people) - {by}:
        handle = handle_of(record.pk, entity_id=person.entity_id)
        notify(kind, user=person, path=reverse(_PAGES[type(record)], args=[handle]))
