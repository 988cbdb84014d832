"""What holds the elements of a flowchart: its own name, and its lanes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import vocabularies
from protocols.definition import Definition
from protocols.elements import Assign, Lane
from protocols.studio import edits
from protocols.studio.edits import fresh_id
from protocols.studio.forms.base import (
    NOTE_TITLE,
    NOTES,
    WORDS,
    FileTextField,
    NotedForm,
    WordsForm,
    begin_notes,
    begin_words,
)
from protocols.studio.words import ASSIGNS


class AboutForm(NotedForm):
    """What the whole flowchart is called, and what it is for."""

    fieldsets = ((_("Name"), WORDS), (_("What it is for"), NOTES))

    def begin(self) -> dict[str, Any]:
        return begin_words(self.definition.labels) | begin_notes(self.definition.notes)

    def edit(self, definition: Definition) -> Definition:
        return edits.set_about(definition, self.labels, self.notes)


class LaneForm(NotedForm):
    """A lane: which kinds of entity it stands for, and how one of them is found."""

    entity_kinds = forms.MultipleChoiceField(
        label=_("Kinds of entity"), required=False, widget=forms.CheckboxSelectMultiple
    )
    assign = forms.ChoiceField(
        label=_("How its entity is found"), choices=[(k.value, v) for k, v in ASSIGNS.items()]
    )
    entity = FileTextField(
        label=_("Short name of the entity"),
        required=False,
        max_length=60,
        help_text=_("Only when it is always the same one."),
    )
    fieldsets = (
        (_("Name"), WORDS),
        (_("Who takes part"), ("entity_kinds", "assign", "entity")),
        (NOTE_TITLE, NOTES),
    )

    @property
    def lane(self) -> Lane:
        """The lane as it is."""
        return self.definition.lane(self.element)

    def begin(self) -> dict[str, Any]:
        return {
            **begin_words(self.lane.labels),
            "entity_kinds": list(self.lane.entity_kinds),
            "assign": self.lane.assign.value,
            "entity": self.lane.entity,
        }

    def prepare(self) -> None:
        self.set_choices("entity_kinds", vocabularies.choices("entity_kind"))

    def clean(self) -> dict[str, Any]:
        """Name the one entity, or the kinds."""
        data = super().clean()
        if (data.get("assign") == Assign.FIXED) != bool(data.get("entity")):
            self.add_error("entity", _("Name the entity if it is always the same, else nobody."))
        return data

    def edit(self, definition: Definition) -> Definition:
        data = self.cleaned_data
        return edits.put_lane(
            definition,
            Lane(
                id=self.element,
                labels=self.labels,
                entity_kinds=tuple(data["entity_kinds"]),
                assign=Assign(data["assign"]),
                entity=data["entity"],
                notes=self.notes,
            ),
        )


class NewLaneForm(WordsForm):
    """One more lane."""

    entity_kinds = forms.MultipleChoiceField(
        label=_("Kinds of entity"), widget=forms.CheckboxSelectMultiple
    )
    fieldsets = ((_("Name"), WORDS),)

    def prepare(self) -> None:
        self.set_choices("entity_kinds", vocabularies.choices("entity_kind"))

    def edit(self, definition: Definition) -> Definition:
        lane = Lane(
            id=fresh_id(definition, "lane"),
            labels=self.labels,
            entity_kinds=tuple(self.cleaned_data["entity_kinds"]),
        )
        return edits.add_lane(definition, lane)
