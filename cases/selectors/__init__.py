"""Everything that reads cases, already narrowed to who asks."""

from cases.disclosure import open_parts
from cases.selectors.cases import case_for, cases_visible_to, code_for, codes_for
from cases.selectors.consents import consents_of, grants_resting_on, has_consent

__all__ = [
    "case_for",
    "cases_visible_to",
    "code_for",
    "codes_for",
    "consents_of",
    "grants_resting_on",
    "has_consent",
    "open_parts",
]
