"""One table of roles: what each opens, what it is called in plain words, what it excludes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.abilities import Ability
from entities.enums import Role


@dataclass(frozen=True)
class RoleCard:
    """A role in the table: the abilities it opens, and what the person reads about it."""

    abilities: frozenset[Ability]
    description: str | Promise


ROLES: dict[Role, RoleCard] = {
    Role.CASEWORKER: RoleCard(
        frozenset({Ability.WORK_CASES}),
        _("Opens and works the cases of her entity, and refers them to others."),
    ),
    Role.COORDINATOR: RoleCard(
        frozenset({Ability.WORK_CASES, Ability.COORDINATE, Ability.MANAGE_STAFF}),
        _("Answers the entity's inbox, allocates work, and looks after its people."),
    ),
    Role.DUTY_WORKER: RoleCard(
        frozenset({Ability.ANSWER_EMERGENCIES}),
        _("Answers emergencies of the entity by telephone; sees no more than the emergency."),
    ),
    Role.CUSTODIAN: RoleCard(
        frozenset({Ability.GUARD_IDENTITY}),
        _("Answers other people's requests to see an identity; never her own."),
    ),
    Role.PROTOCOL_MANAGER: RoleCard(
        frozenset({Ability.MANAGE_PROTOCOLS}),
        _("Draws, checks and publishes flowcharts; sees no cases."),
    ),
    Role.ANALYST: RoleCard(
        frozenset({Ability.READ_INDICATORS}),
        _("Reads indicators for the observatory; sees neither names nor cases."),
    ),
    Role.REGISTRY_OFFICER: RoleCard(
        frozenset({Ability.RECEIVE_REGISTRATIONS}),
        _("Receives the observatory's registration forms; works no cases."),
    ),
    Role.LINKAGE_COORDINATOR: RoleCard(
        frozenset({Ability.DECIDE_DUPLICATES}),
        _("Decides whether two records are the same person; sees no case content."),
    ),
    Role.DATA_PROTECTION_OFFICER: RoleCard(
        frozenset({Ability.PROTECT_DATA}),
        _("Answers requests about rights and incidents; sees no case content."),
    ),
    Role.AUDITOR: RoleCard(
        frozenset({Ability.READ_LOG}),
        _("Reads who did and saw what; sees no case content."),
    ),
    Role.ADMINISTRATOR: RoleCard(
        frozenset({Ability.MANAGE_ENTITIES, Ability.MANAGE_STAFF}),
        _("Looks after entities and accounts; sees no cases and cannot touch the log."),
    ),
}

CASE_ROLES = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.DUTY_WORKER, Role.CUSTODIAN})
# They meet single facts of cases (a form, a pair of records), never the case.
_FACT_ROLES = frozenset({Role.REGISTRY_OFFICER, Role.LINKAGE_COORDINATOR})
_OFFICE_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROTOCOL_MANAGER, Role.ANALYST})
# Who watches others does nothing else (for the officer: GDPR, article 38(6)).
_WATCHING_ROLES = frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER})


def _excluded_by(role: Role) -> frozenset[Role]:
    others = frozenset(Role) - {role}
    if role in _WATCHING_ROLES:
        return others
    own_group = next(group for group in (CASE_ROLES, _FACT_ROLES, _OFFICE_ROLES) if role in group)
    return others - own_group


# The exclusion table: nobody holds a role and one of those listed beside it.
EXCLUDES: dict[Role, frozenset[Role]] = {role: _excluded_by(role) for role in Role}

# Which roles the holder of a role may grant and end; nobody touches her own.
GRANTS: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.COORDINATOR: frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.DUTY_WORKER}),
}

# Nobody gives these alone (design 1). The administrator is among them: one alone could otherwise
# make a second one for herself, who would be the second person of everything else; and the data
# protection officer, two of whom erase a case.
NEEDS_SECOND_PERSON = frozenset(
    {
        Role.COORDINATOR,
        Role.CUSTODIAN,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.DATA_PROTECTION_OFFICER,
    }
)

# Who can do most harm is advised to sign in with a passkey, which no imitated page can ask for.
PASSKEY_ADVISED = frozenset({Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.CUSTODIAN})


def abilities_of(role: Role) -> frozenset[Ability]:
    """Return what this role opens."""
    return ROLES[role].abilities


def roles_with(ability: Ability) -> frozenset[Role]:
    """Return the roles that open this ability."""
    return frozenset(role for role, card in ROLES.items() if ability in card.abilities)


def grantable_by(roles: Iterable[Role]) -> frozenset[Role]:
    """Return the roles that a holder of `roles` may grant and end."""
    return frozenset().union(*(GRANTS.get(role, frozenset()) for role in roles))


def conflicting_pair(roles: Iterable[Role]) -> tuple[Role, Role] | None:
    """Return two of these roles that exclude each other, or None when all go together."""
    in_order = sorted(roles, key=list(Role).index)
    return next(
        ((one, other) for one, other in combinations(in_order, 2) if other in EXCLUDES[one]), None
    )
