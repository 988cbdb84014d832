"""Pages of this room."""

from entities.views import decisions, entities, factors, invitations, leaving, people, profile
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
    "switch_language",
]
