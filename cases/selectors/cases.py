"""Which cases somebody sees, and the codes by which she names them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cases.backends import open_rows
from cases.enums import GrantSource, Part
from cases.models import Case, CaseCode, CaseGrant, Person
from core.abilities import Ability
from core.codes import MalformedCode, read_code
from core.exceptions import NotVisible
from core.ports import open_business
from entities.groups import group_for
from entities.models import Entity, User
from entities.roles import roles_with
from vault.fields import sealed_fields

_VIEW = Subquery(
    Permission.objects.filter(
        codename="view_case", content_type__app_label="cases", content_type__model="case"
    ).values("pk")[:1]
)


def cases_visible_to(user: User) -> QuerySet[Case]:
    """Return the cases that one of the person's groups may see now, newest first.

    Nobody passes by being a superuser, and inactive people see nothing. One row of guardian's
    table is probed for each case of the page, by its unique index.
    """
    if not user.is_active:
        return Case.objects.none()
    groups = list(user.groups.values_list("pk", flat=True))
    rows = open_rows().filter(content_object=OuterRef("pk"), permission=_VIEW, group__in=groups)
    return Case.objects.filter(Exists(rows))


def read_stored(typed_code: str) -> str:
    """Return the stored form of a code in an address; NotVisible for anything else."""
    try:
        return read_code(typed_code)
    except MalformedCode:
        raise NotVisible from None


def case_for(user: User, typed_code: str) -> Case:
    """Return the case that her entity names by this code.

    Raises NotVisible for a malformed code, another entity's code and a case she may not see:
    from outside the three cannot be told apart.
    """
    code = read_stored(typed_code)
    held = CaseCode.objects.filter(code=code, entity_id=user.entity_id).values("case")
    case = (
        cases_visible_to(user)
        .filter(pk__in=held)
        .select_related("owner_entity", "lead_worker")
        .first()
    )
    if case is None:
        raise NotVisible
    return case


def opened_before(user: User, case_id: UUID | None) -> Case | None:
    """Return the case that she herself opened under this id; None when there is none."""
    return Case.objects.filter(pk=case_id, opened_by=user).first() if case_id else None


def code_for(case: Case, entity: Entity) -> str:
    """Return the stored form of the entity's code of a case; NotVisible when it has none."""
    code = codes_for([case.pk], entity).get(case.pk)
    if code is None:
        raise NotVisible
    return code


def codes_for(case_ids: Iterable[UUID], entity: Entity) -> dict[UUID, str]:
    """Return the entity's codes of several cases, by case. One query."""
    held = CaseCode.objects.filter(entity=entity, case_id__in=list(case_ids))
    return dict(held.values_list("case_id", "code"))


def cases_listed(user: User, *, filters: Mapping[str, str]) -> QuerySet[Case]:
    """Return the visible cases newest first, narrowed by status, risk level and her own code.

    Nothing sealed is loaded. The rows of one of her groups are walked in the order of their
    index, so that a page costs the same however many cases there are: all groups of an entity
    that work cases have the same rows (`sync_access`), so one group tells them all.
    """
    roles = sorted(user.roles & roles_with(Ability.WORK_CASES))
    if not user.is_active or not roles:
        return Case.objects.none()
    group = group_for(user.entity, roles[0])
    path = "casegrouppermission__"
    cases = Case.objects.filter(
        Q(**{f"{path}valid_until": None}) | Q(**{f"{path}valid_until__gt": timezone.now()}),
        **{f"{path}group": group, f"{path}permission": _VIEW},
    ).order_by(f"-{path}opened_on", f"-{path}content_object_id")
    cases = cases.select_related("lead_worker", "owner_entity")
    for name in ("status", "risk_level"):
        if filters.get(name):
            cases = cases.filter(**{name: filters[name]})
    if filters.get("code"):
        held = CaseCode.objects.filter(code=filters["code"], entity_id=user.entity_id)
        cases = cases.filter(pk__in=held.values("case"))
    return cases.defer(*(field.name for field in sealed_fields(Case)))


def people_searched_by(user: User, part: Part) -> QuerySet[Person]:
    """Return the people of visible cases where `part` is open to her entity: whom she may search."""
    own = cases_visible_to(user).filter(owner_entity_id=user.entity_id)
    shared = [
        grant.case_id
        for grant in CaseGrant.objects.filter(entity_id=user.entity_id, closed_at=None).exclude(
            source=GrantSource.OWNER
        )
        if grant.is_open and part in set(grant.parts) - set(grant.withheld)
    ]
    cases = cases_visible_to(user).filter(Q(pk__in=own.values("pk")) | Q(pk__in=shared))
    return Person.objects.filter(pk__in=cases.values("person"))


def business_of(case: Case) -> list[str]:
    """Return in words what other rooms still have going on for the case."""
    return [words for ask in open_business for words in ask(case.pk)]


def cases_of_people(user: User, person_ids: Iterable[UUID]) -> QuerySet[Case]:
    """Return the visible cases of these people."""
    return cases_visible_to(user).filter(person__in=list(person_ids))
