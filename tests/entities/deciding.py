"""Decisions on accounts, for tests."""

from datetime import timedelta

from django.utils import timezone

from entities import services
from entities.enums import Role
from entities.models import AccountDecision, User


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def later(*, hours: float = 25) -> int:
    return services.carry_out_due(now=timezone.now() + timedelta(hours=hours))


def asked(ana: User, by: User, role: Role = Role.COORDINATOR) -> AccountDecision:
    return services.ask_role(user=ana, role=role, by=by)
