"""Who is told of what happens to an account."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from core.abilities import Ability
from core.handles import handle_of
from core.ports import tells_people
from entities.enums import DecisionKind
from entities.models import AccountDecision, Entity, User
from entities.selectors import active_people_who_may, people_who_may

_OF_OWNER = "account"


def _watching(decision: AccountDecision) -> set[User]:
    """Return who watches over the account: its coordinators and all auditors.

    Of a suspension under suspicion: administrators and auditors.
    """
    auditors = set(active_people_who_may(Ability.READ_LOG))
    if decision.kind == DecisionKind.SUSPEND:
        return auditors | set(active_people_who_may(Ability.MANAGE_ENTITIES))
    return auditors | set(people_who_may(Ability.COORDINATE, entity=decision.person.entity))


def tell_of_decision(
    kind: str, decision: AccountDecision, *, by: User | None, wanted: bool = False
) -> None:
    """Tell who watches over the account, the two who decide, and its owner, but not `by`.

    `wanted`: administrators too, one of whom may be the second person. The owner gets an e-mail
    of its own kind, since she may not be able to sign in; under suspicion she is told nothing.
    """
    told = _watching(decision)
    two = Q(pk__in=[decision.asked_by_id, decision.agreed_by_id])
    told |= set(User.objects.filter(two, is_active=True))
    if wanted:
        told |= set(active_people_who_may(Ability.MANAGE_ENTITIES))
    told -= {decision.person} | ({by} if by else set())
    tells_people().tell(kind, {person.pk: decision_path(decision, person) for person in told})
    if decision.kind != DecisionKind.SUSPEND:
        owner = {decision.person_id: decision_path(decision, decision.person)}
        tells_people().tell(kind, owner, mail=_OF_OWNER)


def decision_path(decision: AccountDecision, reader: User) -> str:
    """Return where this reader finds the decision."""
    handle = handle_of(decision.pk, entity_id=reader.entity_id)
    return reverse("entities:decision", args=[handle])


def tell_coordinators(kind: str, person: User, *, by: User | None) -> None:
    """Tell the account's coordinators, `by` apart, to look at it."""
    told = people_who_may(Ability.COORDINATE, entity=person.entity).exclude(pk=person.pk)
    tell_to_look(kind, person, [one for one in told if one != by])


def tell_of_roles(person: User, *, by: User) -> None:
    """Tell the account's coordinators and all auditors, `by` apart, that its roles changed."""
    told = people_who_may(Ability.COORDINATE, entity=person.entity)
    paths = {one.pk: person_path(person, one) for one in told}
    _tell_with_auditors("account_roles", paths, but={person.pk, by.pk})


def tell_of_entity(kind: str, entity: Entity, *, by: User) -> None:
    """Tell the entity's coordinators and all auditors, `by` apart, to look at the entity."""
    path = reverse("entities:detail", args=[entity.code])
    told = people_who_may(Ability.COORDINATE, entity=entity)
    _tell_with_auditors(kind, {one.pk: path for one in told}, but={by.pk})


def _tell_with_auditors(kind: str, paths: dict[UUID, str], *, but: set[UUID]) -> None:
    log = {one.pk: reverse("audit:list") for one in active_people_who_may(Ability.READ_LOG)}
    told = {pk: path for pk, path in (paths | log).items() if pk not in but}
    tells_people().tell(kind, told)


def tell_to_look(kind: str, person: User, people: Iterable[User]) -> None:
    """Tell these people to look at this account."""
    tells_people().tell(kind, {one.pk: person_path(person, one) for one in people})


def person_path(person: User, reader: User) -> str:
    """Return where this reader finds the account."""
    return reverse("entities:person", args=[handle_of(person.pk, entity_id=reader.entity_id)])
