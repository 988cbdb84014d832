"""Models of the tests: every kind of sealed field, and one that seals under another's key."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords

from vault.fields import (
    BlindIndexField,
    EncryptedDateField,
    EncryptedJSONField,
    EncryptedTextField,
)
from vault.history import SealedHistory


class Record(models.Model):
    """An invented person with an invented story."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key_id = models.UUIDField()
    label = models.CharField(max_length=20, blank=True)
    story = EncryptedTextField(blank=True, max_length=20_000)
    started_on = EncryptedDateField(blank=True)
    details = EncryptedJSONField(blank=True)
    used_name = EncryptedTextField(blank=True, gate="contact")
    phone = EncryptedTextField(blank=True, gate="contact", max_length=40)
    phone_index = BlindIndexField(source="phone", kind="phone")
    legal_name_index = BlindIndexField(source="legal_name")
    legal_name = EncryptedTextField(blank=True, gated=True)
    born_on = EncryptedDateField(blank=True, gated=True)

    history = SealedHistory(user_db_constraint=False)

    class Meta:
        app_label = "sealed_app"

    def __str__(self) -> str:
        return str(self.id)


class Note(models.Model):
    """A row that seals under the key of its record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    text = EncryptedTextField()

    class Meta:
        app_label = "sealed_app"

    def __str__(self) -> str:
        return str(self.id)

    @property
    def data_key_id(self) -> uuid.UUID:
        return self.record.data_key_id


class Plain(models.Model):
    """A record with nothing sealed: what `benchmarks/vault.py` compares with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=20, blank=True)
    story = models.TextField(blank=True)
    started_on = models.DateField(null=True)
    details = models.JSONField(null=True)
    used_name = models.TextField(blank=True)
    legal_name = models.TextField(blank=True)

    history = HistoricalRecords(user_db_constraint=False)

    class Meta:
        app_label = "sealed_app"

    def __str__(self) -> str:
        return str(self.id)


class Sealed(models.Model):
    """The same with its five values sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key_id = models.UUIDField()
    label = models.CharField(max_length=20, blank=True)
    story = EncryptedTextField(blank=True)
    started_on = EncryptedDateField(blank=True)
    details = EncryptedJSONField(blank=True)
    used_name = EncryptedTextField(blank=True)
    legal_name = EncryptedTextField(blank=True)

    history = SealedHistory(user_db_constraint=False)

    class Meta:
        app_label = "sealed_app"

    def __str__(self) -> str:
        return str(self.id)
