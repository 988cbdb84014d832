"""The statuses that a step or an end may propose; a person confirms them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import vocabularies
from protocols.elements import Effect

STATUSES = {
    "victim_status": _("Detection and identification"),
    "case_status": _("Case"),
    "migration_status": _("Migration"),
    "otsh_classification": _("OTSH class"),
}


def effect_choices() -> list[tuple[str, Any]]:
    """Return all statuses that can be proposed, each with what it is a status of."""
    return [
        (f"{name}:{code}", f"{heading}: {label}")
        for name, heading in STATUSES.items()
        for code, label in vocabularies.choices(name)
    ]


def effects_field() -> forms.MultipleChoiceField:
    """Return tick boxes for the statuses that are proposed."""
    return forms.MultipleChoiceField(
        label=_("It proposes a status"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=effect_choices,
        help_text=_("A person confirms it. Of several of one kind she chooses."),
    )


def begin_effects(effects: Iterable[Effect]) -> list[str]:
    """Return effects as a form begins with them."""
    return [f"{effect.status}:{value}" for effect in effects for value in effect.values]


def read_effects(chosen: Iterable[str]) -> tuple[Effect, ...]:
    """Return what was ticked."""
    found: dict[str, tuple[str, ...]] = {}
    for item in chosen:
        status, _colon, value = item.partition(":")
        found[status] = (*found.get(status, ()), value)
    return tuple(Effect(status, values) for status, values in found.items())
