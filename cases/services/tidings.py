"""Who is told of an erasure: the owner's coordinators and data protection, without content."""

from django.urls import reverse

from cases.models import Case
from core.abilities import Ability
from core.handles import handle_of
from entities.models import User
from entities.selectors import active_people_who_may
from notices.enums import NoticeKind
from notices.services import notify


def tell_both_sides(kind: NoticeKind, case: Case, *, by: User | None) -> None:
    """Tell everybody who may ask to erase the case, but not who did this herself."""
    coordinators = active_people_who_may(Ability.COORDINATE).filter(entity=case.owner_entity_id)
    officers = active_people_who_may(Ability.PROTECT_DATA)
    for person in {*coordinators, *officers} - {by}:
        handle = handle_of(case.pk, entity_id=person.entity_id)
        notify(kind, user=person, path=reverse("cases:erasure", args=[handle]))
