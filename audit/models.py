"""One row for each thing that was done, seen, tried or refused; rows are only ever added.

`body` is the event: canonical JSON whose bytes are the ones that are hashed. The other columns are
copies for filters. No foreign keys and no names: what a row says must stay true when the people
and cases it speaks of are gone.

A trigger puts the number of each new event into `Pending`. The sequencer takes it from there into
the tree: `Leaf` in the order of the tree, `Node` above it, a signed `Checkpoint` at the end of each
batch. All of these are append-only too, but for the queue.
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
            models.Index(fields=["entity", "at", "id"], name="audit_event_by_entity"),
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


class Pending(models.Model):
    """The number of an event that the tree has not taken in yet."""

    event_id = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    class Privacy:
        plain = {"event_id"}
        personal: set[str] = set()
        special: set[str] = set()

    def __str__(self) -> str:
        return f"#{self.event_id}"


class Leaf(models.Model):
    """An event's place in the tree, from 0 without holes, and the hash of its body."""

    seq = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["seq"]

    class Privacy:
        plain = {"seq", "event_id", "hash"}
        personal: set[str] = set()
        special: set[str] = set()

    def __str__(self) -> str:
        return f"leaf {self.seq}"


class Node(models.Model):
    """The hash of a complete subtree of `256 ** height` leaves, the `number`th of them from 0."""

    height = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["height", "number"], name="audit_node_once"),
        ]

    class Privacy:
        plain = {"id", "height", "number", "hash"}
        personal: set[str] = set()
        special: set[str] = set()

    def __str__(self) -> str:
        return f"node {self.height}/{self.number}"


class Checkpoint(models.Model):
    """A signed root over the first `size` leaves, whose lines together are `length` bytes long.

    `note` is the signed note (C2SP tlog-checkpoint), byte for byte.
    """

    size = models.BigIntegerField()
    length = models.BigIntegerField()
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        indexes = [
            models.Index(fields=["size"], name="audit_checkpoint_by_size"),
            models.Index(fields=["length"], name="audit_checkpoint_by_length"),
        ]

    class Privacy:
        plain = {"id", "size", "length", "at", "note"}
        personal: set[str] = set()
        special: set[str] = set()

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Sequencer(models.Model):
    """The one row of the sequencer: its lock, when it last finished, and what kept it from it."""

    ran_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)

    class Meta:
        default_permissions = ()

    class Privacy:
        plain = {"id", "ran_at", "problem"}
        personal: set[str] = set()
        special: set[str] = set()

    def __str__(self) -> str:
        return "sequencer"
