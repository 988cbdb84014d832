"""Forms about what was done, decided and agreed."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.coded import choices_of
from cases.enums import LivesWith, Place
from cases.forms.fields import (
    MonthField,
    answered,
    choice_field,
    code_field,
    codes_field,
    day_field,
    guarded_line,
    text_field,
)
from cases.forms.guarding import GuardedForm
from cases.models import Child, Consent
from cases.services.consents import ANSWERS
from core.languages import language_choices
from entities.enums import Country
from entities.models import Entity

# The parts that a consent can speak of: the offer names nobody and needs none.
_CONSENT_PARTS = frozenset(
    {
        "summary", "narrative", "plan", "health", "trafficking_history", "identity",
        "contact_card", "arrival_card",
    }
)  # fmt: skip


class InterventionForm(GuardedForm):
    """Something done with or for her."""

    happened_on = day_field(_("Day"))
    service_type = code_field("service_type", _("Kind of help"), required=True)
    place = choice_field(Place.choices, _("Kind of place"), help_text=_("Never an address."))
    channel = code_field("contact_channel", _("How"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=24 * 60)
    units = forms.IntegerField(
        label=_("Units (nights, sessions…)"), required=False, min_value=0, max_value=999
    )
    interpreter_mode = code_field("interpreter_mode", _("Interpreter"))
    note = text_field(_("Note"), help_text=_("Only people of your entity will read it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = {"happened_on": timezone.localdate(), "channel": "in_person", "units": 1}
        kwargs["initial"] = kwargs.get("initial") or today
        super().__init__(*args, **kwargs)

    def clean_units(self) -> int:
        """An empty answer is one."""
        units: int | None = self.cleaned_data["units"]
        return 1 if units is None else units


class StatusForm(GuardedForm):
    """A dated status, of one of the two scales."""

    decided_on = day_field(_("Day of the decision"))
    victim_status = code_field("victim_status", _("Detection and identification status"))
    otsh_class = code_field(
        "otsh_classification", _("or the OTSH class"), help_text=_("Portugal only.")
    )
    decided_by_kind = code_field("identification_authority", _("Who decided"), required=True)
    country = choice_field(Country.choices, _("Country whose rules apply"), required=True)
    note = text_field(_("Note"), help_text=_("Only people of your entity will read it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        country = kwargs["about"].by.entity.country
        kwargs["initial"] = {"decided_on": timezone.localdate(), "country": country}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two scales."""
        data = super().clean() or {}
        if bool(data.get("victim_status")) == bool(data.get("otsh_class")):
            self.add_error("victim_status", _("Choose one status, of one of the two scales."))
        return data


class ConsentForm(GuardedForm):
    """What she answered when she was asked: refusing takes as little as agreeing."""

    purpose = code_field("consent_scope", _("What she was asked"), required=True)
    recipient = forms.ChoiceField(label=_("For whom"), required=False)
    status = forms.ChoiceField(label=_("What she answered"))
    parts = codes_field(
        "disclosure_part",
        _("What may be shared"),
        only=_CONSENT_PARTS,
        help_text=_("Only what she agreed to. Nothing ticked means nothing but the request."),
    )
    asked_on = day_field(_("Day"))
    language = choice_field(language_choices, _("Language it was explained in"))
    how_given = code_field("how_given", _("How she answered"))
    explained_back = forms.BooleanField(
        label=_("She said in her own words what it means"), required=False
    )
    interpreter_mode = code_field("interpreter_mode", _("Interpreter"))
    interpreter_code = guarded_line(_("Interpreter's code"), help_text=_("Never a name."))
    interpreter_her_choice = forms.BooleanField(
        label=_("She chose or accepted the interpreter"), required=False
    )
    interpreter_no_ties = forms.BooleanField(
        label=_("The interpreter has no ties to her circle"), required=False
    )
    text_version = guarded_line(_("Version of the text that was read to her"))
    valid_until = day_field(_("Until when, if she set a limit"), required=False)
    note = text_field(_("Limits she set, or the legal basis"), rows=3)

    fieldsets: ClassVar[tuple[Any, ...]] = (
        (_("The question"), ("purpose", "recipient")),
        (_("Her answer"), ("status", "parts", "asked_on", "valid_until", "note")),
        (
            _("How it was explained"),
            (
                "language", "how_given", "explained_back", "interpreter_mode",
                "interpreter_code", "interpreter_her_choice", "interpreter_no_ties",
                "text_version",
            ),
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, entities: dict[str, Entity], **kwargs: Any) -> None:
        today = {"asked_on": timezone.localdate(), "how_given": "oral", "interpreter_mode": "none"}
        kwargs["initial"] = {**today, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self._entities = entities
        self.fields["interpreter_code"].max_length = 20  # type: ignore[attr-defined]
        answers = [pair for pair in choices_of("consent_status")() if pair[0] in ANSWERS]
        self.fields["status"].choices = [("", _("— choose —")), *answers]  # type: ignore[attr-defined]
        named = [(f"entity:{code}", entity.name) for code, entity in entities.items()]
        kinds = [(f"kind:{code}", label) for code, label in choices_of("entity_kind")()]
        self.fields["recipient"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody in particular")),
            (_("An entity"), named),
            (_("A kind of entity, while none is chosen"), kinds),
        ]

    def values(self) -> dict[str, Any]:
        """Return the answers, by column."""
        data = dict(self.cleaned_data)
        kind, _separator, code = data.pop("recipient").partition(":")
        data = answered(Consent, data)
        data["recipient_entity"] = self._entities[code] if kind == "entity" else None
        data["recipient_kind"] = code if kind == "kind" else ""
        return data


class ChildForm(GuardedForm):
    """A child of hers."""

    age_band = code_field("age_band", _("Age, roughly"))
    adult_on = MonthField(label=_("Month in which she or he turns 18"), required=False)
    gender = code_field("gender", _("Gender"))
    lives_with = choice_field(LivesWith.choices, _("Lives with"))
    is_beneficiary = forms.BooleanField(
        label=_("Receives help in her or his own right"), required=False, initial=True
    )
    needs = text_field(_("What the child needs"), rows=3)
    must_not_learn = text_field(
        _("Who must not be told what"),
        rows=2,
        help_text=_("For example a parent who must not learn where the child is."),
    )

    def values(self) -> dict[str, Any]:
        """Return the answers, by column."""
        return answered(Child, self.cleaned_data)
