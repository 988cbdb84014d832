"""One row for each thing that was done, seen, tried or refused; rows are only ever added.

`body` is the event: canonical JSON whose bytes are the ones that are hashed. The other columns are
copies for filters. No foreign keys and no names: what a row says must stay true when the people
and cases it speaks of are gone.
"""

from django.db import models


class Event(models.Model):
    """One event of the log. Triggers refuse to change or remove it (`audit/triggers.py`).

    The tree that proves that nothing was altered takes `body` as its leaves, in an order of its
    own: `id` is drawn before the commit. Pages are ordered by `at`, then `id`.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor = models.UUIDField(null=True)
    entity = models.UUIDField(null=True)
    case_ref = models.UUIDField(null=True)
    target = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20)
    session = models.CharField(max_length=32)
    device = models.CharField(max_length=40)
    address = models.CharField(max_length=45)
    body = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["case_ref", "at", "id"], name="audit_event_by_case"),
            models.Index(fields=["actor", "at", "id"], name="audit_event_by_actor"),
            models.Index(fields=["kind", "at", "id"], name="audit_event_by_kind"),
            models.Index(fields=["outcome", "at", "id"], name="audit_event_by_outcome"),
            models.Index(fields=["at", "id"], name="audit_event_by_time"),
        ]

    class Privacy:
        plain = {"id", "at", "kind", "entity", "outcome"}
        personal = {"actor", "case_ref", "target", "session", "device", "address", "body"}
        special: set[str] = set()

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
