"""Forms about orders of authorities."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import choice_field, day_field, line_field
from cases.forms.reveal import sentence_field
from cases.tables.words import label_of
from rights.enums import OrderBasis, OrderReason
from rights.fields import RELEASABLE
from rights.forms.base import ActForm, GraveForm, GuardedGraveForm, ReferenceForm
from rights.models import Order

_label = lazy(label_of, str)


class OrderForm(ReferenceForm):
    """What an authority asks for, and on what ground."""

    basis = choice_field(OrderBasis.choices, _("On what ground"), required=True)
    authority = line_field(_("Which authority"), required=True)
    file_number = line_field(_("Its reference number"), required=True)
    ordered_on = day_field(_("Day of the order"))
    fields_out = forms.MultipleChoiceField(
        label=_("What may leave"),
        choices=[(name, _label(name)) for name in RELEASABLE],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what the order names. Nothing else will be in the disclosure."),
    )
    unblocks = forms.BooleanField(
        label=_("It opens a blocked case again to those who worked it"), required=False
    )


class NarrowForm(ActForm):
    """What stays of an order, and why."""

    fields_left = forms.MultipleChoiceField(
        label=_("What may leave"), choices=[], widget=forms.CheckboxSelectMultiple
    )
    reason = choice_field(OrderReason.choices, _("Why"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.record.fields if isinstance(self.record, Order) else []
        self.fields["fields_left"].choices = [(name, label_of(name)) for name in kept]  # type: ignore[attr-defined]
        self.initial.setdefault("fields_left", kept)

    def answers(self) -> dict[str, Any]:
        """Return what the service takes, by name."""
        return {"fields": self.cleaned_data["fields_left"], "reason": self.cleaned_data["reason"]}


class RefuseOrderForm(ActForm):
    """Why an order is refused."""

    reason = choice_field(OrderReason.choices, _("Why"), required=True)


class ApproveForm(GraveForm):
    """The second person's yes."""


class HandOverForm(GuardedGraveForm):
    """A custodian opens exactly the fields of the order, once."""

    justification = sentence_field(_("To whom it is handed over, and how"))
