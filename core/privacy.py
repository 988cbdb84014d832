"""How private a stored value is; every field of every model is in exactly one class.

A model says it in an inner class::

    class Privacy:
        plain = {"id", "opened_on"}
        personal = {"age_band"}
        special = {"summary"}

The classes follow the GDPR: personal data (article 4(1)) and special categories (article 9).
`tests/architecture` fails on a field in none of them or in two. Export, erasure and redaction
read this map.
"""

from enum import StrEnum
from typing import Any


class PrivacyClass(StrEnum):
    """What a field may hold."""

    PLAIN = "plain"
    PERSONAL = "personal"
    SPECIAL = "special"


def privacy_of(model: type[Any]) -> dict[str, PrivacyClass]:
    """Return the class of each field that `model` declares; fields in two classes raise."""
    declared = getattr(model, "Privacy", None)
    found: dict[str, PrivacyClass] = {}
    for level in PrivacyClass:
        for name in getattr(declared, level.value, ()):
            if name in found:
                raise ValueError(f"{model.__name__}.{name} is in two privacy classes.")
            found[name] = level
    return found
