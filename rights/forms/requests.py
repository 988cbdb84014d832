"""Forms about rights requests."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import choice_field, day_field, text_field
from cases.forms.guarding import GuardedForm
from cases.forms.reveal import sentence_field
from core.languages import language_choices
from rights.enums import (
    Asker,
    Authority,
    CarriedOut,
    ExtensionReason,
    How,
    IdentityCheck,
    RefusalReason,
    Right,
)
from rights.forms.base import ActForm, GraveForm, GuardedGraveForm, ReferenceForm


class RequestForm(GuardedForm):
    """What she asks, as her worker writes it down."""

    right = choice_field(Right.choices, _("What she asks for"), required=True)
    received_on = day_field(_("Day she asked"))
    how = choice_field(How.choices, _("How she asked"), required=True)
    asked_by = choice_field(Asker.choices, _("Who speaks for her"), required=True)
    language = choice_field(language_choices, _("Language for the answer"))
    identity_check = choice_field(
        IdentityCheck.choices,
        _("How is it sure that it is she?"),
        required=True,
        help_text=_("Keep no copy of a document."),
    )
    details = text_field(
        _("What she asks, in her words"),
        help_text=_("Sealed: only people of the responsible entity read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("received_on", timezone.localdate())


class RequestByReferenceForm(ReferenceForm, RequestForm):
    """The same for data protection, who names the case by its reference and writes no content."""

    details = None  # type: ignore[assignment]  # Django's way to take a field out


class ExtendForm(ActForm):
    """Why a month is not enough."""

    reason = choice_field(ExtensionReason.choices, _("Why is a month not enough?"), required=True)
    told = forms.BooleanField(label=_("She is told that it takes longer, and why"))

    def answers(self) -> dict[str, Any]:
        """Leave out the tick: it only makes sure."""
        return {"reason": self.cleaned_data["reason"]}


class CarryOutForm(ActForm):
    """What the responsible entity did."""

    carried_out = choice_field(CarriedOut.choices, _("What was done"), required=True)


class AnswerForm(ActForm):
    """Yes, in part, or no with the reason and where she may complain."""

    answer = forms.ChoiceField(
        label=_("The answer"),
        widget=forms.RadioSelect,
        choices=[("answer", _("Yes")), ("answer in part", _("In part")), ("refuse", _("No"))],
    )
    refusal_reason = choice_field(
        RefusalReason.choices, _("If not, or in part: why"), help_text=_("She is told it.")
    )
    authority = choice_field(
        Authority.choices,
        _("Where she may complain"),
        help_text=_("Named to her with the answer; she may go to court too."),
    )


class PlainForm(ActForm):
    """Asks nothing but to go on."""


class BlockForm(GraveForm):
    """Until when a case is kept for courts alone."""

    until = day_field(
        _("Until when"), help_text=_("The day the last claim lapses. Then its erasure is proposed.")
    )


class CopyForm(GuardedGraveForm):
    """Her copy, with her identity in it: as grave as seeing it."""

    format = forms.ChoiceField(
        label=_("As what"),
        widget=forms.RadioSelect,
        choices=[("pdf", _("To read and print (PDF)")), ("json", _("For machines (JSON)"))],
        initial="pdf",
    )
    safe = forms.BooleanField(label=_("She has a safe place for it, or looks at it here"))
    justification = sentence_field(_("Why it is necessary now"))
