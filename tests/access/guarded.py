"""A case that is kept more closely, and factors that were shown a moment ago."""

import time
from typing import Any

from django.test import Client

from cases.forms.protection import BreakGlassForm
from cases.models import Case
from entities import stepup
from entities.models import User
from tests.factories import cases, entities

REASON = "She asked me to call."


def guarded_case(by: User) -> dict[str, Any]:
    """A case with four eyes: she asked for the identity, and an entity broke the glass."""
    case = cases.open_case(by=by, person={"legal_name": "Ruth Roe"}, summary="Kept closely.")
    cases.four_eyes(case=case)
    door = entities.caseworker(entity=entities.entity(code="door-entity"), name="Dora")
    return {
        "guarded": case,
        "identity_request": cases.identity_request(case=case, by=by),
        "glass": cases.broken_glass(case=case, by=door),
    }


def show_factors(client: Client, case: Case, records: dict[str, Any], code: str) -> None:
    """Let this browser have shown the factor for whatever its forms ask it for.

    A code works once, and what the cache knows of it no transaction takes back.
    """
    form = BreakGlassForm.__new__(BreakGlassForm)
    form.cleaned_data = {"case_code": code}
    shown = {
        "contact",
        f"identity:{case.pk}:call",
        f"custody:{records['identity_request'].pk}",
        form.purpose_of_factor(),
        "ask_name",
        f"answer_name:{records['enquiry'].pk}",
    }
    session = client.session
    session[stepup.CONFIRMED] = dict.fromkeys(shown, time.time())
    session.save()
