"""What people fill in: terms of a referral, answers of a step, reasons."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.forms.guarding import LEAVE_OUT, GuardedForm, GuardedText
from core import vocabularies
from core.codes import MalformedCode, read_code
from entities.models import Service
from protocols.definition import UserTask
from protocols.expressions import Answer
from protocols.forms import answer_field
from referrals.enums import DeclineReason, RecordSource
from referrals.form_services import ServiceField
from referrals.selectors.consents import CONSENT, labels_of_parts
from referrals.selectors.directory import Suggestions

MAX_TEXT = 20_000
# What may open with a referral; the offer always does, the arrival card has its own moment.
PARTS = (
    "summary",
    "plan",
    "narrative",
    "health",
    "trafficking_history",
    "contact_card",
    "identity",
)


def _listed(vocabulary: str) -> list[tuple[str, str]]:
    return [("", "—"), *vocabularies.choices(vocabulary)]


class TermsForm(GuardedForm):
    """To whom the case is carried, what opens on acceptance, and on what basis."""

    service = ServiceField(label=_("Service"), widget=forms.RadioSelect, empty_label=None)
    parts = forms.MultipleChoiceField(
        label=_("What opens when they accept"),
        help_text=_(
            "Before that they see only the offer: no name, no account, no code of yours. "
            "On her consent nothing opens that she did not agree to share with them."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    urgency = forms.ChoiceField(label=_("Urgency"))
    reason = forms.ChoiceField(label=_("Why you refer"))
    basis = forms.ChoiceField(label=_("On what basis"))
    basis_reason = GuardedText(
        label=_("Reason for going without her consent"),
        help_text=format_lazy(
            "{} {}", _("Only when the basis is not her consent. Stored sealed."), LEAVE_OUT
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_TEXT,
        required=False,
    )
    fieldsets = (
        (_("To whom"), ("service", "urgency", "reason")),
        (_("What they will see"), ("parts",)),
        (_("On what basis"), ("basis", "basis_reason")),
    )

    def __init__(
        self,
        *args: Any,
        services: Suggestions,
        open_parts: frozenset[str],
        beyond: Callable[[Service, list[str]], list[str]],
        **options: Any,
    ) -> None:
        """`beyond` tells which parts she has not agreed to share, where she agreed to be referred."""
        super().__init__(*args, **options)
        self.beyond = beyond
        field = self.fields["service"]
        assert isinstance(field, ServiceField)  # noqa: S101 -- declared above
        field.offer(services)
        self.left_out = services.left_out
        for name, choices in {
            "parts": [
                (part, vocabularies.label("disclosure_part", part))
                for part in PARTS
                if part in open_parts
            ],
            "urgency": _listed("referral_urgency"),
            "reason": _listed("referral_reason"),
            "basis": _listed("referral_basis"),
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where the basis is not her consent, and keep to hers where it is."""
        data = super().clean() or {}
        basis = data.get("basis")
        if basis and basis != CONSENT and data.get("basis_reason") == "":
            self.add_error("basis_reason", _("Write why you go without her consent."))
        if basis == CONSENT and "service" in data:
            beyond = self.beyond(data["service"], data.get("parts", []))
            if beyond:
                told = gettext("She has not agreed to share this with them: %(parts)s.")
                self.add_error("parts", told % {"parts": labels_of_parts(beyond)})
        return data


class CodeForm(forms.Form):
    """The code of a referral, as somebody said it over the telephone."""

    code = forms.CharField(label=_("Code of a referral"), max_length=40)

    def clean_code(self) -> str:
        """Return the stored form; say what is wrong with what was typed."""
        try:
            return read_code(self.cleaned_data["code"])
        except MalformedCode as error:
            raise forms.ValidationError(str(error)) from None


class NeedForm(forms.Form):
    """What she needs, before a service is looked for."""

    need = forms.ChoiceField(label=_("What does she need?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["need"].choices = _listed("service_type")  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """The coded answers that a step asks, as its flowchart declares them."""

    def __init__(self, *args: Any, task: UserTask, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in task.fields:
            self.fields[field.name] = answer_field(field)

    def answers(self) -> dict[str, Answer]:
        """Return the answers as the engine takes them."""
        return {
            name: {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name not in RecordForm.base_fields
        }


class RecordForm(StepForm):
    """What a service that does not sign in did: when, and from whom it is known."""

    recorded_on = forms.DateField(
        label=_("When it was done"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    recorded_source = forms.ChoiceField(label=_("How you know"), choices=RecordSource)

    def clean_recorded_on(self) -> Any:
        """Refuse a day to come."""
        day = self.cleaned_data["recorded_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class DeclineStepForm(forms.Form):
    """Why a step is not done."""

    reason = forms.ChoiceField(
        label=_("Why is it not done?"), choices=DeclineReason, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, mandatory: bool = False, **options: Any) -> None:
        """`mandatory`: a duty to notify, which her refusal does not lift."""
        super().__init__(*args, **options)
        if mandatory:
            self.fields["reason"].choices = DeclineReason.choices[1:]  # type: ignore[attr-defined]


class EndRunForm(forms.Form):
    """Why a flowchart ends."""

    reason = forms.ChoiceField(label=_("Why does it end?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = _listed("run_end_reason")  # type: ignore[attr-defined]


class RejectForm(GuardedForm):
    """Why an offer is declined: the code says who declines and what comes next."""

    reason = forms.ChoiceField(label=_("Why do you decline?"))
    note = GuardedText(
        label=_("A word to the sender"),
        help_text=format_lazy("{} {}", _("Optional. Stored sealed."), LEAVE_OUT),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_TEXT,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        by_whom: dict[str, list[tuple[str, str]]] = {}
        for code, label in vocabularies.choices("referral_rejection_reason"):
            who = vocabularies.entry("referral_rejection_reason", code)["who"]
            by_whom.setdefault(who, []).append((code, label))
        names = {"service": _("The service declines"), "person": _("She declines")}
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((names[who], codes) for who, codes in by_whom.items()),
        ]


class OutcomeForm(GuardedForm):
    """How a referral came out."""

    outcome = forms.ChoiceField(label=_("What came of it?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = _listed("referral_outcome")  # type: ignore[attr-defined]


class _TextForm(GuardedForm):
    name = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[self.name].help_text = format_lazy("{} {}", _("Stored sealed."), LEAVE_OUT)


def _text(label: Any) -> GuardedText:
    return GuardedText(label=label, widget=forms.Textarea(attrs={"rows": 4}), max_length=MAX_TEXT)


class QuestionForm(_TextForm):
    """What the receiver asks before it answers."""

    name = "question"
    question = _text(_("What do you need to know?"))


class AnswerForm(_TextForm):
    """The sender's answer."""

    name = "answer"
    answer = _text(_("Your answer"))


class ReasonForm(_TextForm):
    """Why it stops, in words."""

    name = "reason"
    reason = _text(_("Why?"))


class EffectForm(forms.Form):
    """A status that the flowchart proposes and a person confirms or corrects."""

    victim_status = forms.ChoiceField(label=_("Status to record"))

    def __init__(self, *args: Any, values: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["victim_status"].choices = [  # type: ignore[attr-defined]
            (code, vocabularies.label("victim_status", code)) for code in values
        ]
