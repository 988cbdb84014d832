"""Addresses as the people of the tests know them."""

from django.urls import reverse

from cases.selectors import code_for
from core.codes import show_code


def code_of(run_or_case, user) -> str:
    case = getattr(run_or_case, "case", run_or_case)
    return show_code(code_for(case, user.entity))


def at(name: str, run, user, element: str = "") -> str:
    args = [code_of(run, user), run.number, *([element] if element else [])]
    return reverse(f"referrals:{name}", args=args)
