"""Filters and tags of the pages: codes, vocabulary labels, handles, icons and form helpers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django import template
from django.forms import BaseForm, BoundField
from django.middleware.csrf import get_token
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import codes, handles, vocabularies

register = template.Library()

# Within this, the hour counts as well as the day.
NEAR = timedelta(hours=48)
ICONS = "vendor/bootstrap-icons.svg"
TONES = {"debug": "neutral", "info": "info", "success": "good", "warning": "warn", "error": "bad"}
TONE_ICONS = {
    "neutral": "chat-left-text",
    "info": "info-circle-fill",
    "good": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "bad": "x-octagon-fill",
}


@register.filter
def show_code(code: str) -> str:
    """Return the form people see of a stored code: `K7Q4-M9TR-V`."""
    return codes.show_code(code)


@register.filter
def spell_code(code: str) -> str:
    """Return the words that say a stored code over the telephone."""
    return codes.spell_code(code)


@register.filter
def vocabulary(code: str, name: str) -> str:
    """Return the label of `code` in vocabulary `name`; nothing for an empty code."""
    return vocabularies.label(name, code) if code else ""


@register.filter
def vocabulary_list(listed: Iterable[str], name: str) -> str:
    """Return the labels of several codes of vocabulary `name`, joined by commas."""
    return ", ".join(vocabularies.label(name, code) for code in listed or ())


@register.filter
def handle(record_id: UUID, entity_id: UUID) -> str:
    """Return the name by which people of this entity address the record."""
    return handles.handle_of(record_id, entity_id=entity_id)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show a decorative icon of Bootstrap Icons; what it means is always said in words too."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(ICONS),
        name,
    )


@register.filter
def day_or_hour(moment: date) -> str:
    """Return the day in short form, with the hour where the moment is within two days of now."""
    if not isinstance(moment, datetime):
        return date_format(moment, "SHORT_DATE_FORMAT")
    is_near = abs(moment - timezone.now()) < NEAR
    form = "SHORT_DATETIME_FORMAT" if is_near else "SHORT_DATE_FORMAT"
    return date_format(timezone.localtime(moment), form)


@register.filter
def tone_icon(tone: str) -> str:
    """Return the icon of a tone."""
    return TONE_ICONS.get(tone, TONE_ICONS["neutral"])


@register.filter
def message_tone(level_tag: str) -> str:
    """Return the tone of a Django message's level."""
    return TONES.get(level_tag, "info")


@register.simple_tag(takes_context=True)
def csrf_field(context: Context) -> SafeString:
    """Return the hidden CSRF field, also inside an include with `only`.

    `{% csrf_token %}` reads a context variable, which `only` hides; this asks the request.
    """
    request = getattr(context, "request", None)
    if request is None:
        return SafeString("")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
    )


@register.filter
def focus_id(field: BoundField) -> str:
    """Return the id of the control that an error message links to."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def fieldsets(form: BaseForm) -> list[tuple[str, Sequence[BoundField]]]:
    """Return (legend, visible fields) pairs.

    A form may declare `fieldsets = ((legend, (name, …)), …)`; fields it does not name follow
    without a legend, so that none is ever lost.
    """
    declared = getattr(form, "fieldsets", ())
    named = {name for _legend, names in declared for name in names}
    groups: list[tuple[str, Sequence[BoundField]]] = [
        (str(legend), [form[name] for name in names if name in form.fields])
        for legend, names in declared
    ]
    rest = [field for field in form.visible_fields() if field.name not in named]
    groups.append(("", rest))
    return [(legend, fields) for legend, fields in groups if fields]
