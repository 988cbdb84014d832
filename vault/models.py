"""What the database `keys` holds: wrapped keys, and what proves and erases them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """The key of one person, one case or one use of the product, wrapped by the KEK.

    `owner` says what kind of thing owns it ("person", "case"), never whose it is: the owning row
    in the main database names the key, not the other way round. `replaces` is the key whose place
    it takes, or took: while that one still exists, values are being sealed anew.
    """

    SYSTEM_OWNERS = (
        "audit:justifications",
        "vault:blind-index",
        "vault:name-fingerprints",
        "vault:secrets",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(_("owner"), max_length=50)
    wrapped = models.BinaryField(_("wrapped key"))
    kek_id = models.CharField(_("key-encryption key"), max_length=100)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    owner_seen_at = models.DateTimeField(_("owner seen at"), null=True, blank=True)
    replaces = models.UUIDField(_("replaces"), null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=models.Q(
                    owner__in=(
                        "audit:justifications",
                        "vault:blind-index",
                        "vault:name-fingerprints",
                        "vault:secrets",
                    )
                ),
                name="one_key_per_system_owner",
            )
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(owner_seen_at__isnull=True),
                name="keys_without_owner",
            )
        ]

    class Privacy:
        plain = {"id", "owner", "wrapped", "kek_id", "created_at", "owner_seen_at", "replaces"}

    def __str__(self) -> str:
        return str(self.id)


class Canary(models.Model):
    """A known text under the KEK: opening it at start proves that the KEK is the right one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    wrapped = models.BinaryField(_("wrapped text"))
    kek_id = models.CharField(_("key-encryption key"), max_length=100)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("canary")
        verbose_name_plural = _("canaries")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="only_one_canary")]

    class Privacy:
        plain = {"id", "wrapped", "kek_id", "created_at"}

    def __str__(self) -> str:
        return self.kek_id


class KeyClock(models.Model):
    """Counts every key made or destroyed, so that the age of these keys can be told.

    The log of the main database repeats the number now and then (docs/adr/0006).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    ticks = models.PositiveBigIntegerField(_("ticks"), default=0)

    class Meta:
        verbose_name = _("clock of the keys")
        verbose_name_plural = _("clocks of the keys")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="only_one_key_clock")]

    class Privacy:
        plain = {"id", "ticks"}

    def __str__(self) -> str:
        return str(self.ticks)


class IndexState(models.Model):
    """How many bits the blind indexes keep at present; `rebuild_blind_index` changes it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    bits = models.PositiveSmallIntegerField(_("bits"))
    rebuilt_at = models.DateTimeField(_("rebuilt at"), auto_now=True)

    class Meta:
        verbose_name = _("state of the blind indexes")
        verbose_name_plural = _("states of the blind indexes")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="only_one_index_state"),
            models.CheckConstraint(condition=models.Q(bits__lte=31), name="index_bits_fit_column"),
        ]

    class Privacy:
        plain = {"id", "bits", "rebuilt_at"}

    def __str__(self) -> str:
        return str(self.bits)


class ErasureLedger(models.Model):
    """Which keys were destroyed, when and why; replayed after a restore of older data.

    It lives beside the keys, so that a restored main database cannot forget an erasure.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key_id = models.UUIDField(_("data key"), unique=True)
    basis = models.CharField(_("legal basis"), max_length=50)
    ordered_at = models.DateTimeField(_("ordered at"))
    key_destroyed_at = models.DateTimeField(_("key destroyed at"), null=True, blank=True)
    data_cleared_at = models.DateTimeField(_("data cleared at"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    class Privacy:
        plain = {
            "id",
            "data_key_id",
            "basis",
            "ordered_at",
            "key_destroyed_at",
            "data_cleared_at",
        }

    def __str__(self) -> str:
        return str(self.id)
