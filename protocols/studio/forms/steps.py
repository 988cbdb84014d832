"""What a step says: who does it, by when and by what law, with what consent, and on refusal."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import vocabularies
from protocols.definition import Definition
from protocols.elements import DueKind, ReferralNeed, UserTask
from protocols.studio import edits
from protocols.studio.forms.base import (
    NOTE_TITLE,
    NOTES,
    WORDS,
    NotedForm,
    amount_field,
    begin_duration,
    begin_notes,
    begin_words,
    read_duration,
    unit_choices,
    unit_field,
    vocabulary_choices,
    with_own,
)
from protocols.studio.forms.effects import begin_effects, effects_field, read_effects
from protocols.studio.words import in_words
from questionnaires.selectors import questionnaires

NEED = ("service", "urgency", "need_basis")


class StepForm(NotedForm):
    """A step that a person does."""

    lane = forms.ChoiceField(label=_("Who does it (lane)"))
    form = forms.ChoiceField(
        label=_("Form that is filled in"),
        required=False,
        help_text=_("Its answers of the same name as an answer below count for decisions."),
    )
    amount = amount_field()
    unit = unit_field()
    due_kind = forms.ChoiceField(
        label=_("The deadline comes from"),
        choices=[
            (DueKind.SERVICE.value, _("the services: a proposal")),
            (DueKind.LEGAL.value, _("a law")),
        ],
    )
    basis = forms.MultipleChoiceField(
        label=_("Legal basis"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("From the sources of this flowchart."),
    )
    mandatory_notice = forms.BooleanField(label=_("It is a duty to notify"), required=False)
    consent = forms.MultipleChoiceField(
        label=_("Needs her consent to"), required=False, widget=forms.CheckboxSelectMultiple
    )
    decline_to = forms.ChoiceField(label=_("When she refuses"), required=False)
    service = forms.ChoiceField(label=_("Service needed"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)
    need_basis = forms.ChoiceField(label=_("Basis of the referral"), required=False)
    effects = effects_field()
    fieldsets = (
        (_("Name"), WORDS),
        ("", ("lane",)),
        (_("Deadline"), ("amount", "unit", "due_kind", "basis", "mandatory_notice")),
        (_("Consent"), ("consent", "decline_to")),
        (_("Referral, when another entity does it"), NEED),
        (_("Form and effect"), ("form", "effects")),
        (NOTE_TITLE, NOTES),
    )

    @property
    def step(self) -> UserTask:
        """The step as it is."""
        return self.definition.steps[self.element]

    def begin(self) -> dict[str, Any]:
        step, need = self.step, self.step.referral
        declined = self.definition.flows.get(step.on_decline)
        return {
            **begin_words(step.labels),
            **begin_notes(step.notes),
            **begin_duration(step.due),
            "lane": step.lane,
            "form": step.form,
            "due_kind": step.due_kind.value,
            "basis": list(step.basis),
            "mandatory_notice": step.mandatory_notice,
            "consent": list(step.consent),
            "decline_to": declined.target if declined else "",
            "service": need.service if need else "",
            "urgency": need.urgency if need else "",
            "need_basis": need.basis if need else "",
            "effects": begin_effects(step.effects),
        }

    def prepare(self) -> None:
        self.set_choices("lane", self.lanes())
        known_forms = [("", _("No form")), *((one.code, one.title) for one in questionnaires())]
        self.set_choices("form", with_own(known_forms, self.step.form))
        self.set_choices("unit", unit_choices(self.step.due))
        sources = {code: in_words(words) for code, words in self.definition.sources.items()}
        known = {**{code: code for code in self.step.basis}, **sources}
        self.set_choices("basis", known.items())
        self.set_choices("consent", vocabularies.choices("consent_scope"))
        onwards = ("", _("It goes on as usual, without answers"))
        self.set_choices("decline_to", [onwards, *self.targets()])
        self.set_choices("service", vocabulary_choices("service_type"))
        self.set_choices("urgency", vocabulary_choices("referral_urgency"))
        self.set_choices("need_basis", vocabulary_choices("referral_basis"))

    def clean(self) -> dict[str, Any]:
        """A referral needs all three of its codes; a duty to notify needs its law."""
        data = super().clean()
        missing = [name for name in NEED if not data.get(name)]
        if 0 < len(missing) < len(NEED):
            for name in set(missing) - self.errors.keys():
                self.add_error(name, _("A referral needs service, urgency and basis."))
        return data

    def edit(self, definition: Definition) -> Definition:
        data = self.cleaned_data
        need = [data[name] for name in NEED]
        step = replace(
            definition.steps.get(self.element, self.step),
            labels=self.labels,
            notes=self.notes,
            lane=data["lane"],
            form=data["form"],
            due=(due := read_duration(data, self.step.due)),
            due_kind=DueKind(data["due_kind"]) if due else DueKind.SERVICE,
            basis=tuple(data["basis"]),
            mandatory_notice=data["mandatory_notice"],
            consent=tuple(data["consent"]),
            referral=ReferralNeed(*need) if all(need) else None,
            effects=read_effects(data["effects"]),
        )
        return edits.set_decline(edits.put_node(definition, step), self.element, data["decline_to"])
