"""What these pages share: a conflict is said above the form, so that what was typed stays."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from core.exceptions import Conflict
from protocols.models import ProtocolVersion


def attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Say whether it was done; where it cannot be, the form says why."""
    try:
        act()
    except Conflict as refusal:
        form.add_error(None, " ".join(filter(None, [refusal.explanation, refusal.advice])))
        return False
    return True


def back_to(version: ProtocolVersion) -> HttpResponse:
    """Lead to the page about the agreement of a version."""
    return redirect("protocols:agreement", slug=version.protocol.slug, number=version.number)
