"""Pages of this room."""

from entities.views import entities, factors, invitations, leaving, people, profile
from entities.views.sign_in import sign_in, switch_language

__all__ = [
    "entities",
    "factors",
    "invitations",
    "leaving",
    "people",
    "profile",
    "sign_in",
    "switch_language",
]
