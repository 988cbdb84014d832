"""Forms that a flowchart declares: the coded answers of its steps."""

from django import forms
from django.utils.translation import gettext

from protocols.elements import Field, FieldType
from protocols.telling import in_words, value_label


def answer_field(item: Field) -> forms.Field:
    """Return the control for a coded answer, its words in the reader's language."""
    label = in_words(item.labels) or item.name
    if item.type is FieldType.NUMBER:
        return forms.FloatField(label=label)
    if item.type is FieldType.YESNO:
        choices = [("yes", gettext("Yes")), ("no", gettext("No"))]
    else:
        choices = [(value, value_label(item, value)) for value in item.values]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
