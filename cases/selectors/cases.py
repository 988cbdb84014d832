"""Which cases somebody sees, and the codes by which she names them."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from cases.backends import open_rows
from cases.models import Case, CaseCode
from core.codes import MalformedCode, read_code
from core.exceptions import NotVisible
from entities.models import Entity, User


def cases_visible_to(user: User) -> QuerySet[Case]:
    """Return the cases that one of the person's groups may see now, newest first.

    Nobody passes by being a superuser, and inactive people see nothing. One row of guardian's
    table is probed for each case of the page, by its unique index.
    """
    if not user.is_active:
        return Case.objects.none()
    view = Permission.objects.filter(
        codename="view_case", content_type__app_label="cases", content_type__model="case"
    )
    rows = open_rows().filter(
        content_object=OuterRef("pk"),
        permission=Subquery(view.values("pk")[:1]),
        group__in=list(user.groups.values_list("pk", flat=True)),
    )
    return Case.objects.filter(Exists(rows))


def case_for(user: User, typed_code: str) -> Case:
    """Return the case that her entity names by this code.

    Raises NotVisible for a malformed code, another entity's code and a case she may not see:
    from outside the three cannot be told apart.
    """
    try:
        code = read_code(typed_code)
    except MalformedCode:
        raise NotVisible from None
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
