"""The directory sorted by how well services fit: the questions of `entities.fit`, in SQL.

Only the page that is shown is loaded, so that the whole directory costs no more than its rows.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from core.exceptions import NotVisible
from core.handles import read_handle
from entities.fit import Fits, Wanted
from entities.models import Service, User
from entities.permissions import can_search_directory

_LISTS = ("languages", "age_bands", "genders", "territories", "admits")
_NONE = "[]"


def directory_for(user: User) -> QuerySet[Service]:
    """Return the services offered at present, none to whom the directory is not for."""
    offered = Service.objects.filter(is_active=True, entity__is_active=True)
    if not can_search_directory(user):
        return offered.none()
    return offered.select_related("entity")


def listed_service(user: User, handle: str) -> Service:
    """Return a service of the directory by its handle; else NotVisible."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    rows = directory_for(user).prefetch_related("hours", "entity__kind_rows")
    service = rows.filter(pk=wanted).first()
    if service is None:
        raise NotVisible
    return service


def by_fit(services: QuerySet[Service], wanted: Wanted) -> QuerySet[Service]:
    """Sort by fit, then by free places, then by name; `misfit` is 0 where everything fits."""
    lists = {f"{name}_said": Cast(name, TextField()) for name in _LISTS}
    costs: Any = sum(_costs(wanted), start=Value(0))
    return services.annotate(**lists, misfit=costs).order_by(
        "misfit", F("places_free").desc(nulls_last=True), "entity__name", "name", "pk"
    )


def _costs(wanted: Wanted) -> Iterator[Case]:
    """Yield what each thing that is asked costs where it is not so."""
    if wanted.languages:
        spoken = Q()
        for code in wanted.languages:
            spoken |= _lists("languages", code)
        yield _cost(~spoken & ~_is_empty("languages"), unknown=_is_empty("languages"))
    if wanted.age_band:
        yield _cost(~_is_empty("age_bands") & ~_lists("age_bands", wanted.age_band))
    if wanted.gender:
        yield _cost(~_is_empty("genders") & ~_lists("genders", wanted.gender))
    if wanted.children:
        yield _cost(Q(accepts_children=False))
    if wanted.territory:
        yield _cost(~_serves(wanted.territory))
    if wanted.without_permit:
        yield _cost(Q(needs_permit=True))
    for code in wanted.admits:
        yield _cost(~_lists("admits", code))
    if wanted.place:
        yield _cost(Q(places_free=0), unknown=Q(places_free=None))
    if wanted.zones_avoided:
        yield _cost(Q(entity__territory__in=wanted.zones_avoided) & ~Q(entity__territory=""))
    if wanted.workplaces_avoided:
        yield _cost(Q(entity__in=wanted.workplaces_avoided))


def _cost(against: Q, *, unknown: Q | None = None) -> Case:
    cases = [When(against, then=Value(int(Fits.NO)))]
    if unknown is not None:
        cases.append(When(unknown, then=Value(int(Fits.UNKNOWN))))
    return Case(*cases, default=Value(int(Fits.YES)), output_field=IntegerField())


def _lists(name: str, code: str) -> Q:
    # As text it is the same question on SQLite and PostgreSQL; codes hold no quotes.
    return Q(**{f"{name}_said__contains": f'"{code}"'})


def _is_empty(name: str) -> Q:
    return Q(**{f"{name}_said": _NONE})


def _serves(territory: str) -> Q:
    of_entity = Q(entity__territory__in=(territory, ""), entity__country=territory[:2])
    return _lists("territories", territory) | (_is_empty("territories") & of_entity)
