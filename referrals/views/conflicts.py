"""A conflict told on the form that met it, with what was typed still there."""

from django import forms

from audit.denials import record_denial
from core.exceptions import Conflict
from entities.http import AuthenticatedRequest


def tell_conflict(request: AuthenticatedRequest, form: forms.Form, conflict: Conflict) -> None:
    """Put the conflict on the form and record the refusal; the service has changed nothing."""
    record_denial(request, status=409)
    form.add_error(None, f"{conflict.explanation} {conflict.advice}".strip())
