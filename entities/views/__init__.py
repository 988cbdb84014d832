"""Pages of this room."""

from entities.views import (
    decisions,
    entities,
    factors,
    invitations,
    leaving,
    people,
    profile,
    single_sign_on,
)
from entities.views.sign_in import sign_in, switch_language

__all__ = [
    "decisions",
    "entities",
    "factors",
    "invitations",
    "leaving",
    "people",
    "profile",
    "sign_in",
    "single_sign_on",
    "switch_language",
]
