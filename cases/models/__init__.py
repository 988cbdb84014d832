"""The records of this room."""

from cases.models.access import CaseGrant, CaseGroupPermission
from cases.models.case import Case, CaseCode
from cases.models.consent import Consent
from cases.models.erasure import ErasureRequest
from cases.models.person import Child, Person
from cases.models.record import Intervention, StatusEntry

__all__ = [
    "Case",
    "CaseCode",
    "CaseGrant",
    "CaseGroupPermission",
    "Child",
    "Consent",
    "ErasureRequest",
    "Intervention",
    "Person",
    "StatusEntry",
]
