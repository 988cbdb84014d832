"""The people who sign in for entities, and the roles they hold."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from core.abilities import Ability
from entities.enums import Language, Role
from entities.models.entities import Entity
from entities.roles import abilities_of


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail; people are made by `services.create_user` and nowhere else."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, for exactly one entity.

    `is_superuser` means nothing anywhere and is false by constraint; `groups` mirror the open
    role memberships (`groups.py`) so that guardian can grant to an (entity, role).
    `previous_login` is the sign-in before the present one, shown to the person.
    Raising `session_epoch` ends every session of the person. `second_factor_at` is since when
    she has a second factor (`services.factors`); without one every page leads to setting one up.
    `suspended_at` is since when she cannot sign in although `is_active` says otherwise
    (`services.suspensions`); `dormant_warned_at` when she was told that it would come to that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="people")
    language = models.CharField(max_length=2, choices=Language, default=Language.SPANISH)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    deactivated_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    previous_login = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)
    second_factor_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    dormant_warned_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_is_never_superuser"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower"),
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at=None, deactivated_by=None)
                | Q(is_active=False, deactivated_at__isnull=False, deactivated_by__isnull=False),
                name="user_deactivated_by_and_at",
            ),
        ]

    class Privacy:
        plain = {
            "id", "entity", "language", "is_active", "is_superuser", "created_at",
            "deactivated_at", "deactivated_by", "session_epoch", "second_factor_at",
            "suspended_at", "dormant_warned_at",
        }  # fmt: skip
        personal = {"email", "name", "password", "last_login", "previous_login"}

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name colleagues see."""
        return self.name

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Return the roles held now. One query per instance; services forget it on a change."""
        held = self.role_memberships.filter(ended_at=None).values_list("role", flat=True)
        return frozenset(Role(role) for role in held)

    def may(self, ability: Ability) -> bool:
        """Say whether a role of hers opens this; rules about a single record come on top."""
        return self.may_sign_in and any(ability in abilities_of(role) for role in self.roles)

    @property
    def may_sign_in(self) -> bool:
        """Say whether the account opens anything: neither deactivated nor suspended."""
        return self.is_active and self.suspended_at is None

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Django's own, with the epoch: a session of before a deactivation never lives again.
        return salted_hmac(
            "entities.models.User.session",
            f"{self.password}|{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class RoleMembership(models.Model):
    """A role held by a person from a day to a day; rows are ended, never deleted.

    `granted_by` is empty only for the first people of an installation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_memberships")
    role = models.CharField(max_length=30, choices=Role)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["granted_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at=None), name="role_held_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="role_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at")),
                name="role_ends_after_it_begins",
            ),
        ]

    class Privacy:
        plain = {"id", "user", "role", "granted_at", "granted_by", "ended_at", "ended_by"}

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
