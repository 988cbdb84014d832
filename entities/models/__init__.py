"""Entities, what they offer, the people who sign in for them, and how those come in."""

from entities.models.agreements import SharingAgreement
from entities.models.decisions import OPEN, AccountDecision, Suspension
from entities.models.duty import DutyShift, ServiceHours
from entities.models.entities import Entity, EntityKind, telephone
from entities.models.people import RoleMembership, User, UserManager
from entities.models.services import Service
from entities.models.sign_in import Invitation, Session
from entities.models.single_sign_on import SignOnIdentity

__all__ = [
    "OPEN",
    "AccountDecision",
    "DutyShift",
    "Entity",
    "EntityKind",
    "Invitation",
    "RoleMembership",
    "Service",
    "ServiceHours",
    "Session",
    "SharingAgreement",
    "SignOnIdentity",
    "Suspension",
    "User",
    "UserManager",
    "telephone",
]
