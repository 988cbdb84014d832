"""What the forms of this room share: a record they are about, the factor, the reference."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import line_field
from cases.forms.guarding import GuardedForm
from cases.services.guarding import About
from core.ports import names_cases
from entities.forms import FactorForm
from entities.http import AuthenticatedRequest
from rights.models import Incident, Order, RightsRequest

Record = RightsRequest | Incident | Order


class ActForm(forms.Form):
    """Answers about one record."""

    def __init__(
        self, *args: Any, request: AuthenticatedRequest, record: Record, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.record = record

    def answers(self) -> dict[str, Any]:
        """Return what the service takes, by name."""
        return {name: self.cleaned_data[name] for name in self.cleaned_data}


class GraveForm(FactorForm):
    """The same, with the second factor, shown for this record and nothing else."""

    def __init__(
        self, *args: Any, request: AuthenticatedRequest, record: Record, **kwargs: Any
    ) -> None:
        self.record = record
        super().__init__(*args, request=request, **kwargs)

    def purpose_of_factor(self) -> str:
        """Bind the factor to what is done with this record."""
        return f"{type(self).__name__.lower()}:{self.record.pk}"

    def answers(self) -> dict[str, Any]:
        """Return what the service takes, by name; the factor is not its business."""
        asked = {*self.cleaned_data} - {"code", "credential"}
        return {name: self.cleaned_data[name] for name in asked}


class GuardedActForm(GuardedForm, ActForm):
    """Answers about one record, with words that the guard reads."""

    def __init__(
        self, *args: Any, request: AuthenticatedRequest, record: Record, **kwargs: Any
    ) -> None:
        about = _about(request, record)
        super().__init__(*args, about=about, request=request, record=record, **kwargs)


class GuardedGraveForm(GuardedForm, GraveForm):
    """The same, with the second factor."""

    def __init__(
        self, *args: Any, request: AuthenticatedRequest, record: Record, **kwargs: Any
    ) -> None:
        about = _about(request, record)
        super().__init__(*args, about=about, request=request, record=record, **kwargs)


def _about(request: AuthenticatedRequest, record: Record) -> About:
    return About(request.user, None if isinstance(record, Incident) else record.case)


class ReferenceForm(forms.Form):
    """Names a case by the reference that data protection has of it."""

    reference = line_field(
        _("Reference of the case"),
        required=True,
        help_text=_(
            "The coordinator of the responsible entity reads it on her page of her rights."
        ),
    )

    def clean_reference(self) -> UUID:
        """Return the case with this reference."""
        found = names_cases().find(self.cleaned_data["reference"].strip())
        if found is None:
            raise forms.ValidationError(gettext("No case has this reference. Ask for it again."))
        return found
