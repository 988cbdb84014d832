"""Every field for words of every form about a case is guarded, or named here with a reason."""

import importlib
import pkgutil

import pytest
from django import forms
from django.forms.fields import BaseTemporalField

import cases
import referrals
from cases.forms.guarding import GuardedForm, GuardedText

CODE = "a code or reference: read strictly, kept nowhere as typed"
CARD = "the contact card: sealed, opened through the vault"
WHO = "the identity itself: sealed, opened through the vault"
FACTOR = "the second factor: checked and kept nowhere"
HIDDEN = "written by the page and read strictly"
SEARCH = "a search: goes through the vault's own door and is kept nowhere"
CARD_FIELDS = (
    "name_used", "telephone", "safe_hours", "who_may_answer", "code_word",
)  # fmt: skip
FACTORED = (
    "AgreeErasureForm", "AnswerRequestForm", "AskErasureForm", "BreakGlassForm",
    "ContactRevealForm", "FactorForm", "IdentityRevealForm", "OpenIdentityForm", "_OfOneCase",
)  # fmt: skip
EXEMPT = {
    **{(form, name): CARD for form in ("ContactFields", "ContactForm", "OpenCaseForm") for name in CARD_FIELDS},
    **{("IdentityForm", name): WHO for name in ("legal_name", "document_number", "document_country")},
    **{(form, "code"): FACTOR for form in FACTORED},
    ("AgreeErasureForm", "case_code"): CODE,
    ("BreakGlassForm", "case_code"): CODE,
    ("FindErasureForm", "reference"): CODE,
    ("FilterForm", "code"): CODE,
    ("CodeForm", "code"): CODE,
    ("SearchForm", "query"): SEARCH,
    ("OpenCaseForm", "once"): HIDDEN,
    ("EditCaseForm", "version"): HIDDEN,
    **{(form, name): HIDDEN for form in ("AssessmentForm", "FilledStepForm") for name in ("once", "seen")},
    ("AvoidanceForm", "words"): "the name of a professional or interpreter she avoids, and meant to be: sealed",
}  # fmt: skip
GUARDED = {
    ("AnswerForm", "answer"), ("AnswerRequestForm", "motivation"),
    ("AskIdentityForm", "justification"), ("BreakGlassForm", "justification"),
    ("ChildForm", "must_not_learn"), ("ChildForm", "needs"), ("ConsentForm", "interpreter_code"),
    ("ConsentForm", "note"), ("ConsentForm", "text_version"), ("EditCaseForm", "health"),
    ("EditCaseForm", "narrative"), ("EditCaseForm", "needs"), ("EditCaseForm", "summary"),
    ("EditCaseForm", "trafficking_history"), ("FactsForm", "needs"), ("FactsForm", "summary"),
    ("IdentityRevealForm", "justification"), ("InterventionForm", "note"),
    ("OpenCaseForm", "needs"), ("OpenCaseForm", "summary"), ("QuestionForm", "question"),
    ("ReasonForm", "reason"), ("RejectForm", "note"), ("ReviewGlassForm", "note"),
    ("StatusForm", "note"), ("TermsForm", "basis_reason"),
}  # fmt: skip


def form_modules() -> list[str]:
    """The modules of both rooms that hold forms."""
    walked = [
        module.name
        for room in (cases, referrals)
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    ]
    return [name for name in walked if "form" in name]


def all_forms() -> dict[str, type[forms.Form]]:
    things = [
        thing for name in form_modules() for thing in vars(importlib.import_module(name)).values()
    ]
    return {
        thing.__name__: thing
        for thing in things
        if isinstance(thing, type)
        and issubclass(thing, forms.Form)
        and thing.__module__.split(".")[0] in {"cases", "referrals"}
    }


def fields_for_words() -> dict[tuple[str, str], bool]:
    """Every field that takes free text, and whether the guard reads it."""
    # These take other things than words.
    others = (forms.IntegerField, BaseTemporalField, forms.JSONField, forms.RegexField)
    return {
        (form.__name__, name): issubclass(form, GuardedForm)
        and (isinstance(field, GuardedText) or isinstance(field.widget, forms.Textarea))
        for form in all_forms().values()
        for name, field in form.base_fields.items()
        if (isinstance(field, forms.CharField) or isinstance(field.widget, forms.Textarea))
        and not isinstance(field, others)
    }


def test_every_field_for_words_is_guarded_or_exempt() -> None:
    found = fields_for_words()
    guarded = {place for place, is_guarded in found.items() if is_guarded}

    assert sorted(set(found) - guarded - set(EXEMPT)) == []
    assert sorted(guarded & set(EXEMPT)) == []
    assert sorted(GUARDED - guarded) == []


@pytest.mark.parametrize("place", sorted(GUARDED))
def test_fields_named_as_guarded_exist(place: tuple[str, str]) -> None:
    form, name = place

    assert name in all_forms()[form].base_fields


def test_words_made_only_when_a_form_is_made_are_read_too() -> None:
    class Late(GuardedForm):
        def __init__(self, **options: object) -> None:
            super().__init__(**options)
            self.fields["told"] = forms.CharField(widget=forms.Textarea)
            self.fields["short"] = forms.CharField()

    assert Late(about=None).guarded() == ["told"]
