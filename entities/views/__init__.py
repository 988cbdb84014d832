"""Pages of this room."""

from entities.views import entities, people, profile
from entities.views.sign_in import sign_in, switch_language

__all__ = ["entities", "people", "profile", "sign_in", "switch_language"]
