"""Sealed values in templates: `{% load sealed %}{% sealed record "field" %}`."""

from typing import Any

from django import template
from django.db import models

from vault.reading import read_or_unavailable

register = template.Library()


@register.simple_tag(takes_context=True)
def sealed(context: dict[str, Any], instance: models.Model, field: str) -> Any:
    """Return the value of the field, or the word "unavailable" when it cannot be opened."""
    user = context.get("user")
    known = user if getattr(user, "is_authenticated", False) else None
    return read_or_unavailable(instance, field, by=known)
