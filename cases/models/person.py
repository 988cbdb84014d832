"""People: a woman or girl, and the children who are persons in their own right."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.coded import code_column
from cases.enums import LivesWith, StrikeReason
from vault.fields import (
    BlindIndexField,
    EncryptedDateField,
    EncryptedJSONField,
    EncryptedTextField,
)
from vault.history import SealedHistory

if TYPE_CHECKING:
    from uuid import UUID


class Person(models.Model):
    """Who somebody is, under a key of her own and behind two gates.

    *Contact card*: what her team needs to reach her safely. *Identity*: her legal name, papers
    and birth date. `documents` is a list of `{"kind", "number", "country"}`.
    The indexes find exact repetitions and tell nothing else; they are kept out of the history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key_id = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    name_used = EncryptedTextField(gate="contact", blank=True)
    telephone = EncryptedTextField(gate="contact", blank=True)
    channel = EncryptedTextField(gate="contact", blank=True)
    safe_hours = EncryptedTextField(gate="contact", blank=True)
    who_may_answer = EncryptedTextField(gate="contact", blank=True)
    code_word = EncryptedTextField(gate="contact", blank=True)
    phone_watched = EncryptedTextField(gate="contact", blank=True)

    legal_name = EncryptedTextField(gate="identity", blank=True)
    birth_date = EncryptedDateField(gate="identity", blank=True)
    documents = EncryptedJSONField(gate="identity", blank=True)

    name_used_index = BlindIndexField(source="name_used")
    telephone_index = BlindIndexField(source="telephone", kind="phone")
    legal_name_index = BlindIndexField(source="legal_name")

    history = SealedHistory()

    class Privacy:
        plain = {"id", "data_key_id", "created_at"}
        personal = {
            "name_used", "telephone", "channel", "safe_hours", "who_may_answer", "code_word",
            "phone_watched", "legal_name", "birth_date", "documents", "name_used_index",
            "telephone_index", "legal_name_index",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"person {str(self.pk)[:8]}"


class Child(models.Model):
    """A child of hers: a person and a beneficiary, with or without an identity of her own here.

    `must_not_learn` says who must not be told what, a parent included.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="children")
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="as_child"
    )
    age_band = code_column("age_band", default="unknown")
    adult_on = models.DateField(null=True, blank=True)
    gender = code_column("gender", default="unknown")
    lives_with = models.CharField(
        max_length=20, choices=LivesWith, blank=True, default=LivesWith.UNKNOWN
    )
    is_beneficiary = models.BooleanField(default=True)
    needs = EncryptedTextField(blank=True)
    must_not_learn = EncryptedTextField(blank=True)
    entity = models.ForeignKey("entities.Entity", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    strike_reason = models.CharField(max_length=20, blank=True, choices=StrikeReason)

    history = SealedHistory()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None, strike_reason="")
                | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(strike_reason="")),
                name="child_struck_by_and_at",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "entity", "recorded_at", "recorded_by", "struck_at", "struck_by",
            "strike_reason",
        }  # fmt: skip
        personal = {
            "person", "age_band", "adult_on", "gender", "lives_with", "is_beneficiary", "needs",
        }  # fmt: skip
        special = {"must_not_learn"}

    def __str__(self) -> str:
        return f"child {str(self.pk)[:8]}"

    @property
    def data_key_id(self) -> "UUID":
        """The key of the case: asked only when something is sealed."""
        return self.case.data_key_id
