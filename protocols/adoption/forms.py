"""The form by which an entity adopts a part of a flowchart."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entities.models import Entity, Service, telephone
from protocols.adoption.selectors import services_of


class ServiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A choice of services, by their names."""

    def label_from_instance(self, obj: Service) -> str:
        """Return the name, which is unique in an entity."""
        return obj.name


class AdoptionForm(forms.Form):
    """Which service does it, and whom to reach on duty."""

    service = ServiceField(
        queryset=Service.objects.none(),
        label=gettext_lazy("Your service"),
        help_text=gettext_lazy("The one that does these steps."),
        empty_label=None,
    )
    telephone = forms.CharField(
        label=gettext_lazy("Telephone on duty"),
        required=False,
        max_length=21,
        validators=[telephone],
        help_text=gettext_lazy("A telephone of the post, never a private one."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail on duty"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("An address of the post, never of one person."),
    )

    def __init__(self, *args: Any, entity: Entity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, ServiceField)  # noqa: S101 -- a slip of ours
        field.queryset = services_of(entity)

    def clean(self) -> dict[str, Any]:
        """One way to reach the post is needed."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("telephone") and not data.get("email"):
            self.add_error("telephone", _("Name a telephone or an e-mail address."))
        return data
