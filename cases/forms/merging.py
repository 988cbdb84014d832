"""Two people change one record: what the second typed, brought together with what is new."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict


def merged(form: forms.Form, *, before: Mapping[str, Any], now: Mapping[str, Any]) -> QueryDict:
    """Return what to send again: what she typed, and what stands now where she changed nothing.

    `before` is what her form was made of, `now` what stands there since. So nobody undoes
    unknowingly what somebody else wrote.
    """
    typed = cast("QueryDict", form.data).copy()
    for name in before:
        if not form.fields[name].has_changed(before[name], form[name].data):
            typed.setlist(name, _as_sent(form.fields[name], now[name]))
    return typed


def _as_sent(field: forms.Field, value: Any) -> list[str]:
    """Return a value as a browser would send it."""
    if isinstance(value, bool):
        return ["on"] if value else []
    shown: Any = field.widget.format_value(field.prepare_value(value))
    if isinstance(shown, list | tuple):
        return [str(one) for one in shown if one is not None]
    return [] if shown is None else [str(shown)]
