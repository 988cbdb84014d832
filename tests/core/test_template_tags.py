"""The filters and tags of the pages."""

from datetime import timedelta
from uuid import UUID

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from core import codes, handles
from core.templatetags import bidelagun

RECORD = UUID("11111111-1111-4111-8111-111111111111")
ENTITY = UUID("22222222-2222-4222-8222-222222222222")


class Grouped(forms.Form):
    """A form that names some of its fields."""

    fieldsets = (("Where", ("zone", "place")), ("Empty", ("missing",)))
    place = forms.CharField()
    zone = forms.CharField()
    token = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField()


def render(source: str, **values: object) -> str:
    """Return what a template with our tags shows."""
    return Template("{% load bidelagun %}" + source).render(Context(values))


def test_code_is_shown_and_spelt() -> None:
    code = "K7Q4M9TR" + codes.check_symbol("K7Q4M9TR")

    assert render("{{ code|show_code }}", code=code) == codes.show_code(code)
    assert render("{{ code|spell_code }}", code=code) == codes.spell_code(code)


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ value|vocabulary:'case_status' }}", "intake", "Acogida inicial"),
        ("{{ value|vocabulary:'case_status' }}", "", ""),
        ("{{ value|vocabulary:'case_status' }}", "unheard_of", "unheard_of"),
        (
            "{{ value|vocabulary_list:'case_status' }}",
            ["intake", "active"],
            "Acogida inicial, Activo",
        ),
        ("{{ value|vocabulary_list:'case_status' }}", None, ""),
    ],
)
def test_vocabulary_label_is_shown(source: str, value: object, shown: str) -> None:
    with override("es"):
        assert render(source, value=value) == shown


def test_handle_is_the_entitys_own() -> None:
    shown = render("{{ record|handle:entity }}", record=RECORD, entity=ENTITY)

    assert shown == handles.handle_of(RECORD, entity_id=ENTITY)


def test_icon_is_decorative() -> None:
    assert 'aria-hidden="true"' in render("{% icon 'bell' %}")
    assert '#bell"' in render("{% icon 'bell' %}")


def test_form_without_request_has_no_token() -> None:
    assert render("{% csrf_field %}") == ""


def test_no_field_of_a_grouped_form_is_lost() -> None:
    groups = [
        (legend, [f.name for f in fields]) for legend, fields in bidelagun.fieldsets(Grouped())
    ]

    assert groups == [("Where", ["zone", "place"]), ("", ["note"])]


@pytest.mark.parametrize(
    ("level", "tone"), [("success", "good"), ("error", "bad"), ("odd", "info")]
)
def test_message_has_a_tone(level: str, tone: str) -> None:
    assert bidelagun.message_tone(level) == tone


def test_the_hour_is_shown_within_two_days() -> None:
    near = timezone.localtime() + timedelta(hours=30)
    far = timezone.localtime() + timedelta(hours=60)

    with override("es"):
        shown = [bidelagun.day_or_hour(moment) for moment in (near, far, near.date())]
    assert [text.count(":") for text in shown] == [1, 0, 0]
