"""The choice of a service: what fits her first, with the reasons, the others below."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from entities.fit import Fits, Reason
from entities.models import Service
from referrals.selectors.directory import Suggestions


class ServiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no such class at run time
    """A service of the directory, named with its entity; nothing of it is a key of the case."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Service.objects.none(), **options)

    def offer(self, suggestions: Suggestions) -> None:
        """Offer these, in two groups; what is typed into the address may be any of them all."""
        self.queryset = suggestions.services
        fitting: list[tuple[str, str]] = []
        others: list[tuple[str, str]] = []
        for service, reasons, agreed in suggestions.in_order():
            group = others if any(one.fits is Fits.NO for one in reasons) else fitting
            group.append((str(service.pk), label_of(service, reasons, agreed=agreed)))
        groups = [(_("What fits"), fitting), (_("Others: see what speaks against them"), others)]
        self.choices = [(name, group) for name, group in groups if group]


def label_of(service: Service, reasons: list[Reason], *, agreed: bool) -> str:
    """Return entity and service, what speaks for and against it, and whether it was agreed on."""
    told = [reason.text for reason in sorted(reasons, key=lambda one: one.fits)]
    if not agreed:
        told.append(_("no agreement covers this"))
    return " · ".join([f"{service.entity}: {service.name}", *told])
