"""What the pages of this room ask."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audit.forms import FIRST_DAY, LAST_DAY
from cases.forms.reveal import sentence_field
from core.ports import names_cases
from entities.enums import Language
from entities.forms import FactorForm
from reports.enums import FindingKind
from reports.selectors.spans import Span

USUAL_DAYS = 7
MOST_DAYS = 31
MAX_NAME = 200


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )


class WindowForm(forms.Form):
    """From a day to a day, both included; either may be left out."""

    since = _day_field(pgettext_lazy("first day of a period", "From"))
    until = _day_field(pgettext_lazy("last day of a period", "To"))

    def used(self) -> list[str]:
        """Return the names of the fields that were filled in; never what was typed."""
        return [name for name in self.fields if self.data.get(name)]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        answers = super().clean() or self.cleaned_data
        since, until = answers.get("since"), answers.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("This day is before the first one."))
        return answers

    def window(self) -> Span:
        """Return the time from the first moment of the first day to the end of the last one."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        ends = (until or timezone.localdate()) + timedelta(days=1)
        return Span(_midnight(since or FIRST_DAY), _midnight(ends))


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class ExposureForm(WindowForm):
    """Which case, by the auditor's reference, and in what time."""

    case = forms.CharField(label=_("Case reference"), max_length=60)
    field_order = ["case", "since", "until"]

    def clean_case(self) -> UUID:
        """Return the case with this reference."""
        case = names_cases().find(self.cleaned_data["case"].strip())
        if case is None:
            raise forms.ValidationError(
                _("No case has this reference. Copy it from a line of this log.")
            )
        return case


def _any_kind() -> list[Any]:
    return [("", gettext("Anything")), *FindingKind.choices]


class UnusualForm(WindowForm):
    """Which unusual accesses to look for: by default those of the last week."""

    kind = forms.ChoiceField(label=_("What"), choices=_any_kind, required=False)
    settled = forms.BooleanField(label=_("Also what was looked at"), required=False)

    def clean(self) -> dict[str, Any]:
        """Keep to a month: more is asked for in parts."""
        answers = super().clean()
        if not self.errors:
            until = answers["until"] or timezone.localdate()
            answers["until"] = until
            answers["since"] = answers["since"] or until - timedelta(days=USUAL_DAYS - 1)
            if until - answers["since"] >= timedelta(days=MOST_DAYS):
                text = _("Choose a month at most: %(days)s days.") % {"days": MOST_DAYS}
                self.add_error("since", text)
        return answers


class SettleForm(forms.Form):
    """What an auditor found out about an unusual access."""

    note = sentence_field(
        _("What you found out"),
        _("At least ten letters. It is kept sealed; other auditors can open it."),
    )


class AskNameForm(FactorForm):
    """A name that came out, and why it must be known to which case it belongs."""

    name = forms.CharField(
        label=_("The name that came out"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It is sealed at once. A custodian will read it."),
    )
    justification = sentence_field(
        _("Why it must be known"),
        _("At least ten letters. Where and when did the name come out?"),
    )

    def purpose_of_factor(self) -> str:
        """Return what the factor is shown for."""
        return "ask_name"


class AnswerForm(FactorForm):
    """A custodian's yes or no, and why."""

    agrees = forms.ChoiceField(
        label=_("May it be searched?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, search it")), ("no", _("No"))],
    )
    motivation = sentence_field(
        _("Why"), _("At least ten letters. The auditor who asked reads it.")
    )

    def __init__(self, *args: Any, record: UUID, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)

    def purpose_of_factor(self) -> str:
        """Bind the factor to this enquiry."""
        return f"answer_name:{self.record}"


YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class FreelyForm(forms.Form):
    """Whether she asks alone and freely, and where it is safe for her to look."""

    alone = forms.ChoiceField(
        label=_("Is she alone with you, and can nobody else see or hear?"),
        widget=forms.RadioSelect,
        choices=YES_NO,
    )
    herself = forms.ChoiceField(
        label=_("Does she want to know it herself, and did nobody tell her to ask?"),
        widget=forms.RadioSelect,
        choices=YES_NO,
    )
    place = forms.ChoiceField(
        label=_("Where is it safe for her to look at it?"),
        widget=forms.RadioSelect,
        choices=[
            ("screen", _("Here, on this screen, with you")),
            ("paper", _("On paper, and she has a safe place for it")),
            ("nowhere", _("Nowhere at the moment")),
        ],
        initial="screen",
    )
    language = forms.ChoiceField(
        label=_("Language she reads best"), choices=Language.choices, initial=get_language
    )

    def is_free(self) -> bool:
        """Say whether every answer lets her look."""
        answers = self.cleaned_data
        return (answers["alone"], answers["herself"]) == ("yes", "yes") and answers[
            "place"
        ] != "nowhere"
