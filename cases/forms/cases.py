"""Forms about the case itself."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.coded import choices_of
from cases.enums import PhoneWatched, StrikeReason
from cases.forms.fields import (
    MonthField,
    answered,
    choice_field,
    code_field,
    codes_field,
    day_field,
    languages_field,
    line_field,
    text_field,
)
from cases.forms.guarding import GuardedForm
from cases.guard import KnownIdentity, identity_of
from cases.models import Case
from cases.services.guarding import About
from core.abilities import Ability
from core.codes import MalformedCode, read_code
from core.exceptions import NotVisible
from core.handles import handle_of, read_handle
from entities.models import User
from entities.selectors import people_who_may
from entities.territories import territory_choices


class FactsForm(GuardedForm):
    """The coded facts of a case: coarse on purpose, and none of them required."""

    detection_channel = code_field("detection_channel", _("How you learned of her"))
    territory = choice_field(territory_choices, _("Where she is now, roughly"))
    age_band = code_field("age_band", _("Age, roughly"))
    adult_on = MonthField(
        label=_("If she is under 18: month in which she turns 18"), required=False
    )
    gender = code_field("gender", _("Gender"))
    languages = languages_field(_("Languages she speaks"))
    interpreter_needed = forms.BooleanField(label=_("She needs an interpreter"), required=False)
    migration_status = code_field("migration_status", _("Residence situation"))
    children_count = forms.IntegerField(
        label=_("Children who depend on her"), required=False, min_value=0, max_value=20
    )
    exploitation_types = codes_field("exploitation_type", _("Kinds of exploitation"))
    risk_level = code_field("risk_level", _("Risk at this moment"))
    summary = text_field(_("In a few words"))
    needs = text_field(_("What she needs or asks for"), rows=3)

    fact_names: ClassVar[tuple[str, ...]] = (
        "detection_channel", "territory", "age_band", "adult_on", "gender", "languages",
        "interpreter_needed", "migration_status", "children_count", "exploitation_types",
        "risk_level", "summary", "needs",
    )  # fmt: skip

    def clean_children_count(self) -> int:
        """An empty answer is none."""
        return self.cleaned_data["children_count"] or 0

    def facts(self) -> dict[str, Any]:
        """Return the answers, by column."""
        return answered(Case, {name: self.cleaned_data[name] for name in self.fact_names})


class ContactFields(forms.Form):
    """The contact card: what her team needs to reach her safely."""

    name_used = line_field(_("Name she wants to be called by"))
    telephone = line_field(_("Telephone"))
    channel = code_field("contact_channel", _("How she wants to be reached"))
    safe_hours = line_field(_("Safe hours"), help_text=_("For example: weekdays from 10 to 13."))
    who_may_answer = line_field(_("Who else may answer"))
    code_word = line_field(_("Word to say, so that she knows it is you"))
    phone_watched = choice_field(PhoneWatched.choices, _("Does somebody else see her telephone?"))

    contact_names: ClassVar[tuple[str, ...]] = (
        "name_used", "telephone", "channel", "safe_hours", "who_may_answer", "code_word",
        "phone_watched",
    )  # fmt: skip

    def contact(self) -> dict[str, Any]:
        """Return what was filled in."""
        return {
            name: self.cleaned_data[name]
            for name in self.contact_names
            if self.cleaned_data.get(name)
        }


class OpenCaseForm(FactsForm, ContactFields):
    """Opens a case: one page, no name required, nearly everything may come later."""

    opened_on = day_field(_("Day you begin"))
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    fieldsets: ClassVar[tuple[Any, ...]] = (
        (_("How it began"), ("opened_on", "detection_channel", "territory")),
        (
            _("What you know so far"),
            (
                "age_band", "adult_on", "gender", "languages", "interpreter_needed",
                "migration_status", "children_count", "exploitation_types", "risk_level",
            ),
        ),
        (_("In your words"), ("summary", "needs")),
        (_("Reaching her safely (all of it can wait)"), ContactFields.contact_names),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        once = handle_of(uuid4(), entity_id=user.entity_id)
        kwargs.setdefault("initial", {"opened_on": timezone.localdate(), "once": once})
        super().__init__(*args, about=About(user), **kwargs)

    def told(self) -> KnownIdentity:
        """Return the contact card as it is typed here: nothing is stored of her yet."""
        return identity_of(self.cleaned_data)

    def case_id(self) -> UUID | None:
        """Return the id that the case will have, however often this form is sent: the page names
        it by its handle. None where the form was made without, or by somebody else."""
        try:
            return read_handle(self.cleaned_data["once"], entity_id=self.user.entity_id)
        except NotVisible:
            return None


class EditCaseForm(FactsForm):
    """Changes a case; what stood before stays in the history."""

    version = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    narrative = text_field(_("What happened, as she tells it"), rows=8)
    health = text_field(_("Health"))
    trafficking_history = text_field(_("Recruitment, journey and exploitation"), rows=6)
    lead_worker = forms.ModelChoiceField(
        label=_("Who leads this case"),
        queryset=User.objects.none(),
        required=False,
        to_field_name="email",
    )

    fact_names = (*FactsForm.fact_names, "narrative", "health", "trafficking_history")
    fieldsets: ClassVar[tuple[Any, ...]] = (
        (
            _("Facts"),
            (
                "detection_channel", "territory", "age_band", "adult_on", "gender", "languages",
                "interpreter_needed", "migration_status", "children_count", "exploitation_types",
                "risk_level", "lead_worker",
            ),
        ),
        (_("In your words"), ("summary", "needs", "narrative", "health", "trafficking_history")),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, about=About(user, case), **kwargs)
        people = people_who_may(Ability.WORK_CASES, entity=user.entity)
        self.fields["lead_worker"].queryset = people  # type: ignore[attr-defined]

    def seen(self) -> int | None:
        """Return the version of the case that the form was made of."""
        told = self.cleaned_data["version"]
        return int(told) if told.isdecimal() else None

    def facts(self) -> dict[str, Any]:
        """Return every answer, the empty ones too: what was emptied is emptied."""
        return {**super().facts(), "lead_worker": self.cleaned_data["lead_worker"]}


class FilterForm(forms.Form):
    """Narrows the list of cases."""

    status = choice_field(choices_of("case_status"), _("Status"), empty=_("Any"))
    risk_level = choice_field(choices_of("risk_level"), _("Risk"), empty=_("Any"))
    code = line_field(_("Code"))

    def clean_code(self) -> str:
        """Read a code forgivingly; a wrong letter is said beside the field."""
        typed: str = self.cleaned_data["code"]
        if not typed.strip():
            return ""
        try:
            return read_code(typed)
        except MalformedCode as error:
            raise forms.ValidationError(str(error)) from None


class CloseCaseForm(forms.Form):
    """Closes a case with a coded reason."""

    closure_reason = code_field("closure_reason", _("Why is the case closed?"), required=True)


class SearchForm(forms.Form):
    """Looks for a name or telephone among the cases the person sees: exact, and recorded."""

    query = line_field(
        _("Name or telephone"),
        required=True,
        help_text=_("The whole name or number. The search is recorded; only exact matches answer."),
    )


class StrikeForm(forms.Form):
    """Strikes out an entry with a coded reason."""

    strike_reason = choice_field(
        StrikeReason.choices, _("Why does this entry not count?"), required=True
    )
