"""Why a service fits what is needed, or does not: coded, and said in words.

`selectors.fitting` asks the database the same questions, to sort; a test holds the two together.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import IntEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.languages import language_name
from entities.enums import Admits
from entities.models import Service
from entities.territories import territory_name


class Fits(IntEnum):
    """How well, as what it costs in the order of services."""

    YES = 0
    UNKNOWN = 1
    NO = 2


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for, in codes; what is empty is not asked.

    `without_permit`: she has no residence permit. `place`: one must be free. `zones_avoided` are
    territories and `workplaces_avoided` entities where somebody works whom she must not meet.
    """

    languages: tuple[str, ...] = ()
    age_band: str = ""
    gender: str = ""
    territory: str = ""
    admits: tuple[str, ...] = ()
    children: bool = False
    without_permit: bool = False
    place: bool = False
    zones_avoided: tuple[str, ...] = ()
    workplaces_avoided: tuple[UUID, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for a service, against it, or is not known."""

    fits: Fits
    text: str

    @property
    def icon(self) -> str:
        """The sign shown before the words, which say it too."""
        return {Fits.YES: "check-lg", Fits.UNKNOWN: "question-lg", Fits.NO: "x-lg"}[self.fits]


def reasons_for(service: Service, wanted: Wanted) -> list[Reason]:
    """Return what is to say of a service, what speaks against it first; its entity is loaded."""
    found = [reason for question in _QUESTIONS for reason in question(service, wanted)]
    return sorted(found, key=lambda reason: -reason.fits)


def misfit_of(service: Service, wanted: Wanted) -> int:
    """Return how badly it fits: 0 when nothing speaks against it and nothing is unknown."""
    return sum(reason.fits for reason in reasons_for(service, wanted))


def _language(service: Service, wanted: Wanted) -> Iterator[Reason]:
    if not wanted.languages:
        return
    shared = [code for code in wanted.languages if code in service.languages]
    if shared:
        names = ", ".join(language_name(code) for code in shared)
        yield Reason(Fits.YES, _("Speaks %(languages)s") % {"languages": names})
    elif service.languages:
        yield Reason(Fits.NO, _("Does not speak the language"))
    else:
        yield Reason(Fits.UNKNOWN, _("Does not say which languages it speaks"))


def _age(service: Service, wanted: Wanted) -> Iterator[Reason]:
    if wanted.age_band and service.age_bands:
        fits = wanted.age_band in service.age_bands
        yield (
            Reason(Fits.YES, _("For this age")) if fits else Reason(Fits.NO, _("Not for this age"))
        )


def _gender(service: Service, wanted: Wanted) -> Iterator[Reason]:
    if wanted.gender and service.genders and wanted.gender not in service.genders:
        yield Reason(Fits.NO, _("Not for this gender"))


def _children(service: Service, wanted: Wanted) -> Iterator[Reason]:
    if wanted.children:
        fits = service.accepts_children
        yield (
            Reason(Fits.YES, _("Takes children"))
            if fits
            else Reason(Fits.NO, _("Takes no children"))
        )


def _territory(service: Service, wanted: Wanted) -> Iterator[Reason]:
    if not wanted.territory:
        return
    name = {"territory": territory_name(wanted.territory)}
    if serves(service, wanted.territory):
        yield Reason(Fits.YES, _("Serves %(territory)s") % name)
    else:
        yield Reason(Fits.NO, _("Does not serve %(territory)s") % name)


def serves(service: Service, territory: str) -> bool:
    """Say whether the service works for this territory: its own list, else its entity's."""
    if service.territories:
        return territory in service.territories
    entity = service.entity
    return entity.territory in {territory, ""} and entity.country == territory[:2]


def _permit(service: Service, wanted: Wanted) -> Iterator[Reason]:
    if wanted.without_permit and service.needs_permit:
        yield Reason(Fits.NO, _("Only with a residence permit"))


def _admits(service: Service, wanted: Wanted) -> Iterator[Reason]:
    for code in wanted.admits:
        label = {"need": Admits(code).label}
        if code in service.admits:
            yield Reason(Fits.YES, _("Made for: %(need)s") % label)
        else:
            yield Reason(Fits.NO, _("Not made for: %(need)s") % label)


def _places(service: Service, wanted: Wanted) -> Iterator[Reason]:
    free = service.places_free
    if free is None:
        if wanted.place:
            yield Reason(Fits.UNKNOWN, _("Does not say whether a place is free"))
    elif free:
        text = ngettext("%(count)d place free", "%(count)d places free", free)
        yield Reason(Fits.YES, text % {"count": free})
    elif wanted.place:
        yield Reason(Fits.NO, _("No place free"))


def _avoided(service: Service, wanted: Wanted) -> Iterator[Reason]:
    if service.entity.territory and service.entity.territory in wanted.zones_avoided:
        yield Reason(Fits.NO, _("Lies in a zone she must avoid"))
    if service.entity_id in wanted.workplaces_avoided:
        yield Reason(Fits.NO, _("Somebody she must avoid works there"))


_QUESTIONS: tuple[Callable[[Service, Wanted], Iterator[Reason]], ...] = (
    _language, _age, _gender, _children, _territory, _permit, _admits, _places, _avoided,
)  # fmt: skip
