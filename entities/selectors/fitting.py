"""The directory sorted by how well services fit: the questions of `entities.fit`, in SQL.

Only the page that is shown is loaded, so that the whole directory costs no more than its rows.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
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


def _costs(wanted: Wanted) -> list[Case]:
    """Return what each thing that is asked costs where it is not so."""
    asked: list[tuple[object, Callable[[], Case]]] = [
        (wanted.languages, lambda: _language(wanted.languages)),
        (wanted.age_band, lambda: _limit("age_bands", wanted.age_band)),
        (wanted.gender, lambda: _limit("genders", wanted.gender)),
        (wanted.children, lambda: _cost(Q(accepts_children=False))),
        (wanted.territory, lambda: _cost(~_serves(wanted.territory))),
        (wanted.without_permit, lambda: _cost(Q(needs_permit=True))),
        (wanted.place, lambda: _cost(Q(places_free=0), unknown=Q(places_free=None))),
        (
            wanted.zones_avoided,
            lambda: _cost(Q(entity__territory__in=[zone for zone in wanted.zones_avoided if zone])),
        ),
        (wanted.workplaces_avoided, lambda: _cost(Q(entity__in=wanted.workplaces_avoided))),
    ]
    return [
        *(cost() for value, cost in asked if value),
        *(_cost(~_lists("admits", code)) for code in wanted.admits),
    ]


def _language(codes: Iterable[str]) -> Case:
    spoken = reduce(or_, (_lists("languages", code) for code in codes))
    return _cost(~spoken & ~_is_empty("languages"), unknown=_is_empty("languages"))


def _limit(name: str, code: str) -> Case:
    return _cost(~_is_empty(name) & ~_lists(name, code))


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
