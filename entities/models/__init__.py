"""Entities, what they offer, the people who sign in for them, and how those come in."""

from entities.models.decisions import OPEN, AccountDecision, Suspension
from entities.models.entities import Entity, EntityKind, Service, telephone
from entities.models.people import RoleMembership, User, UserManager
from entities.models.sign_in import Invitation, Session
from entities.models.single_sign_on import SignOnIdentity

__all__ = [
    "OPEN",
    "AccountDecision",
    "Entity",
    "EntityKind",
    "Invitation",
    "RoleMembership",
    "Service",
    "Session",
    "SignOnIdentity",
    "Suspension",
    "User",
    "UserManager",
    "telephone",
]
