"""What the auditor may look for."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audit.families import family_choices, kinds_of
from audit.selectors import Filters
from audit.sentences import kind_choices, outcome_choices
from core.ports import names_cases, names_people

MAX_PEOPLE = 20
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
MAX_ID = 2**63 - 1


def _any_kind() -> list[Any]:
    families = (gettext("Several kinds at once"), family_choices())
    return [("", gettext("Anything")), families, *kind_choices()]


def _any_outcome() -> list[Any]:
    return [("", gettext("Any outcome")), *outcome_choices()]


def _day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        required=False,
        widget=widget,
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )


class LogFilter(forms.Form):
    """Who did what, with which case, when and with what outcome; every answer may be left out."""

    who = forms.CharField(label=_("Who"), max_length=150, required=False)
    entity = forms.CharField(label=_("Entity"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("What"), choices=_any_kind, required=False)
    case = forms.CharField(label=_("Case reference"), max_length=60, required=False)
    since = _day_field(pgettext_lazy("first day of a period", "From"))
    until = _day_field(pgettext_lazy("last day of a period", "To"))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=_any_outcome, required=False)

    def used(self) -> list[str]:
        """Return the names of the fields that were filled in; never what was typed."""
        return [name for name in self.fields if self.data.get(name)]

    def clean_who(self) -> frozenset[UUID] | None:
        """Return the people whose name contains what was typed."""
        typed = self.cleaned_data["who"].strip()
        if not typed:
            return None
        found = names_people().search(typed)
        if not found:
            raise forms.ValidationError(_("Nobody has this name. Try a part of it."))
        if len(found) > MAX_PEOPLE:
            raise forms.ValidationError(_("Too many people have this name. Type more of it."))
        return frozenset(found)

    def clean_entity(self) -> frozenset[UUID] | None:
        """Return the entities whose name contains what was typed."""
        typed = self.cleaned_data["entity"].strip()
        if not typed:
            return None
        found = names_people().search_entities(typed)
        if not found:
            raise forms.ValidationError(_("No entity has this name. Try a part of it."))
        if len(found) > MAX_PEOPLE:
            raise forms.ValidationError(_("Too many entities have this name. Type more of it."))
        return frozenset(found)

    def clean_case(self) -> UUID | None:
        """Return the case with this reference."""
        typed = self.cleaned_data["case"].strip()
        if not typed:
            return None
        case = names_cases().find(typed)
        if case is None:
            raise forms.ValidationError(
                _("No case has this reference. Copy it from a line of this log.")
            )
        return case

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        answers = super().clean() or {}
        since, until = answers.get("since"), answers.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return answers

    def filters(self) -> Filters:
        """Return what is looked for; call it on a valid form only."""
        answers = self.cleaned_data
        return Filters(
            actors=answers["who"],
            entities=answers["entity"],
            kinds=kinds_of(answers["kind"]) if answers["kind"] else None,
            case=answers["case"],
            outcome=answers["outcome"],
            since=answers["since"],
            until=answers["until"],
        )


class Place(forms.Form):
    """Which page of the list: just older, or just newer, than the event of this number."""

    before = forms.IntegerField(min_value=1, max_value=MAX_ID, required=False)
    after = forms.IntegerField(min_value=1, max_value=MAX_ID, required=False)
