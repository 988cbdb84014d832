"""What pages say of a service: facts, places, hours, ready for the templates."""

from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import vocabularies
from core.languages import language_name
from entities.enums import Admits, HoursKind
from entities.fit import Wanted, reasons_for
from entities.forms.duty import write_hours
from entities.models import Service, User
from entities.selectors import handle_for
from entities.territories import territory_name
from entities.views.facts import Facts, moment

# After so many days a number of free places is said to be old.
OLD_DAYS = 7


def places_of(service: Service) -> str:
    """Return how many places are free, of how many; empty where it counts none."""
    if service.places_total is None:
        return ""
    free = service.places_free or 0
    text = ngettext(
        "%(free)d of %(total)d place free",
        "%(free)d of %(total)d places free",
        service.places_total,
    )
    return text % {"free": free, "total": service.places_total}


def told_of(service: Service) -> str:
    """Return when the free places were last confirmed; a number that is old is said to be."""
    if service.places_total is None:
        return ""
    if service.places_at is None:
        return _("Never confirmed")
    when = _("Confirmed: %(when)s") % {"when": moment(service.places_at)}
    old = (timezone.now() - service.places_at).days >= OLD_DAYS
    return when + " · " + _("Ask before you count on it") if old else when


def row_of(service: Service, wanted: Wanted, *, reader: User) -> dict[str, Any]:
    """Return a line of the directory."""
    return {
        "service": service,
        "handle": handle_for(reader, service),
        "type": vocabularies.label("service_type", service.service_type),
        "languages": ", ".join(map(language_name, service.languages)),
        "places": places_of(service),
        "told": told_of(service),
        "reasons": reasons_for(service, wanted),
    }


def facts_of_service(service: Service) -> Facts:
    """Return what the directory says of a service; what sets no limit is said so."""
    entity = service.entity
    territories = service.territories or list(filter(None, [entity.territory]))
    return [
        (_("Entity"), entity.name),
        (_("Need"), vocabularies.label("service_type", service.service_type)),
        (_("What it offers"), service.description),
        (_("Languages spoken there"), ", ".join(map(language_name, service.languages))),
        (_("Women may come with children"), _("Yes") if service.accepts_children else _("No")),
        (_("For these ages"), _coded("age_band", service.age_bands)),
        (_("For these genders"), _coded("gender", service.genders)),
        (
            _("Made also for"),
            ", ".join(str(Admits(code).label) for code in service.admits) or _("Nothing special"),
        ),
        (_("Only with a residence permit"), _("Yes") if service.needs_permit else _("No")),
        (
            _("Territories it serves"),
            ", ".join(map(territory_name, territories)) or _("The whole country"),
        ),
        (_("Places"), " · ".join(filter(None, [places_of(service), told_of(service)]))),
        (_("Telephone for professionals"), service.telephone),
        (_("Number for emergencies"), service.on_call_number or entity.duty_telephone),
        (_("Open"), hours_of(service, HoursKind.OPEN)),
        (_("On duty"), hours_of(service, HoursKind.DUTY)),
    ]


def _coded(vocabulary: str, codes: list[str]) -> str:
    return ", ".join(vocabularies.label(vocabulary, code) for code in codes) or _("No limit")


def hours_of(service: Service, kind: HoursKind) -> str:
    """Return the hours of a week; days in a row with the same hours stand together."""
    runs: list[tuple[list[int], str]] = []
    for row in sorted(service.hours.all(), key=lambda row: row.weekday):
        if row.kind != kind:
            continue
        text = write_hours(row)
        if runs and runs[-1][1] == text and runs[-1][0][-1] == row.weekday - 1:
            runs[-1][0].append(row.weekday)
        else:
            runs.append(([row.weekday], text))
    return "\n".join(f"{_days(days)} {text}" for days, text in runs)


def _days(days: list[int]) -> str:
    names = [str(WEEKDAYS[day]) for day in days]
    return names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}"  # noqa: RUF001 -- a range
