"""Examples for the component gallery. Development only, so they are not translated."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator

from core.codes import new_code


class ExampleForm(forms.Form):
    """Every kind of control the product uses."""

    fieldsets = (
        ("Who and when", ("reason", "day", "language")),
        ("How", ("urgency", "needs", "oral", "note", "document")),
    )
    reason = forms.CharField(max_length=80, help_text="A few words, without names.")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    language = forms.ChoiceField(
        choices=[("", "Choose"), ("ro", "Romanian"), ("pt", "Portuguese")], required=False
    )
    urgency = forms.ChoiceField(
        choices=[("high", "Within 24 hours"), ("low", "Within a week")],
        widget=forms.RadioSelect,
        help_text="How soon she needs an answer.",
    )
    needs = forms.MultipleChoiceField(
        choices=[("shelter", "Shelter"), ("legal", "Legal advice"), ("health", "Health")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    oral = forms.BooleanField(label="She said yes in her own words")
    note = forms.CharField(widget=forms.Textarea, required=False)
    document = forms.FileField(required=False)


class ExampleFilter(forms.Form):
    """The questions above a list."""

    text = forms.CharField(label="Code or words", required=False)
    state = forms.ChoiceField(choices=[("", "All"), ("late", "Late")], required=False)


def examples() -> dict[str, Any]:
    """Return what the gallery shows its components with."""
    now = dt.datetime(2026, 3, 12, 9, 40, tzinfo=dt.UTC)
    return {
        "code": new_code(),
        "now": now,
        "today": now.date(),
        "form": ExampleForm(),
        "filter": ExampleFilter(prefix="filter"),
        "wrong_form": ExampleForm(
            {"wrong-reason": "x" * 90, "wrong-day": "31/02/2026", "wrong-urgency": "high"},
            prefix="wrong",
        ),
        "middle_page": Paginator(range(120), 25).page(2),
        "tones": ("neutral", "info", "good", "warn", "bad"),
        "rows": [
            ("Languages", "Romanian, some Spanish"),
            ("Safe hours", "Weekdays after 17:00"),
            ("Interpreter", ""),
        ],
        "steps": [
            {"label": "First safe conversation", "state": "done", "note": "10 March"},
            {"label": "Information on her rights", "state": "skipped"},
            {"label": "Detection report", "state": "late", "note": "was due on 11 March"},
            {"label": "Specialised referral", "state": "current", "url": "#steps"},
            {"label": "Reception", "state": "todo"},
        ],
        "cards": [
            {
                "value": "now",
                "label": "Now",
                "icon": "lightning-charge",
                "hint": "She is in danger",
            },
            {"value": "soon", "label": "This week", "icon": "calendar-week"},
            {"value": "later", "label": "When she decides", "icon": "cup-hot", "hint": "No hurry"},
        ],
        "tabs": [
            {"label": "Overview", "url": "#tabs", "current": True},
            {"label": "Interventions", "url": "#tabs", "count": 4},
            {"label": "Consents", "url": "#tabs"},
            {"label": "History", "url": "#tabs"},
        ],
        "table_head": ["Entity", "Kind", "Free places"],
        "table_rows": [
            [{"text": "Emakume Etxea", "url": "#tables"}, "Shelter", "3"],
            [{"text": "Osasun Zentroa", "url": "#tables"}, "Health", "0"],
        ],
        "parts": ["Where", "Who", "What was said"],
    }
