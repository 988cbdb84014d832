"""What is tried out on a version: example cases and simulations."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from protocols.enums import SimulationProblem
from protocols.models.versions import ProtocolVersion


class ExampleCase(models.Model):
    """An example case of a version: what is answered, and the path a run should take then.

    `content` is what `protocols.tryout.examples` reads; nothing in it is of a real case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ProtocolVersion, on_delete=models.CASCADE, related_name="examples")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="example_numbered_once"),
        ]

    class Privacy:
        plain = {"id", "version", "number", "content", "saved_at", "saved_by"}

    def __str__(self) -> str:
        return f"{self.version_id} example {self.number}"


class Simulation(models.Model):
    """A caseload simulated on a version: what was assumed, how far it has come, what came of it.

    `sha256` is that of the file it was asked for. `weeks_done` counts weeks of the simulation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.CASCADE, related_name="simulations"
    )
    number = models.PositiveSmallIntegerField()
    assumptions = models.JSONField()
    sha256 = models.CharField(max_length=64)
    weeks_done = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True, blank=True)
    problem = models.CharField(max_length=20, choices=SimulationProblem, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["version", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="simulation_numbered_once"),
            models.CheckConstraint(
                condition=Q(finished_at=None, result__isnull=True, problem="")
                | Q(finished_at__isnull=False, result__isnull=False, problem="")
                | (Q(finished_at__isnull=False, result__isnull=True) & ~Q(problem="")),
                name="simulation_finished_with_something",
            ),
        ]

    class Privacy:
        plain = {
            "id", "version", "number", "assumptions", "sha256", "weeks_done", "result", "problem",
            "asked_at", "asked_by", "begun_at", "finished_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.version_id} simulation {self.number}"
