"""The words for the coded values of an event's details."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core import vocabularies
from core.ports import detail_words

# In which vocabularies the codes of a detail may stand, the likeliest first. What the rooms above
# have as closed lists of their own they add to `core.ports.detail_words`.
VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "answer": ("consent_status",),
    "basis": ("referral_basis", "legal_basis"),
    "closed_parts": ("disclosure_part",),
    "part": ("disclosure_part",),
    "parts": ("disclosure_part",),
    "purpose": ("consent_scope",),
    "reason": (
        "closure_reason", "referral_reason", "referral_rejection_reason", "run_end_reason",
        "service_exit_reason",
    ),
    "scope": ("consent_scope",),
    "service": ("service_type",),
    "service_type": ("service_type",),
    "status": ("referral_status", "case_status", "victim_status"),
    "urgency": ("referral_urgency",),
}  # fmt: skip
# Not shown: an auditor who could compare it might learn who searched for a name she knows.
HIDDEN = frozenset({"fingerprint"})


def _word(key: str, code: str) -> str:
    for words in detail_words.get(key, []):
        if code in words:
            return str(words[code])
    for vocabulary in VOCABULARIES.get(key, ()):
        if code in vocabularies.codes(vocabulary):
            return vocabularies.label(vocabulary, code)
    return code


def worded(key: str, value: Any) -> str:
    """Return a value of a detail in the reader's language; an unknown code as it is."""
    if key in HIDDEN:
        return _("kept, not shown")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_word(key, str(item)) for item in value)
    return "" if value is None else _word(key, str(value))
