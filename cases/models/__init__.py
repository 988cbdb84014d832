"""The records of this room."""

from cases.models.access import CaseGrant, CaseGroupPermission
from cases.models.assessment import Assessment
from cases.models.avoidance import Avoidance
from cases.models.case import Case, CaseCode
from cases.models.consent import Consent
from cases.models.erasure import ErasureRequest
from cases.models.person import Child, Person
from cases.models.protection import BrokenGlass, CaseMark, IdentityRequest
from cases.models.record import Intervention, StatusEntry

__all__ = [
    "Assessment",
    "Avoidance",
    "BrokenGlass",
    "Case",
    "CaseCode",
    "CaseGrant",
    "CaseGroupPermission",
    "CaseMark",
    "Child",
    "Consent",
    "ErasureRequest",
    "IdentityRequest",
    "Intervention",
    "Person",
    "StatusEntry",
]
