"""Entities, and of which kinds they are."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from entities.enums import Country, Participation
from entities.territories import territory_choices

telephone = RegexValidator(
    r"^\+?[0-9 ]{6,20}$", _("A telephone has digits and spaces, and may begin with +.")
)


class Entity(models.Model):
    """An organisation that takes part in flowcharts: a public service or an NGO.

    `code` is a short name for addresses and exports, never changed once given. `territory` is an
    ISO 3166-2 code of the country's provinces or districts, empty for the whole country.
    `four_eyes`: identities of its cases open only with a custodian's agreement.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    participation = models.CharField(
        max_length=10, choices=Participation, default=Participation.SIGNS_IN
    )
    country = models.CharField(max_length=2, choices=Country, default=Country.SPAIN)
    territory = models.CharField(max_length=6, blank=True, choices=territory_choices)
    duty_telephone = models.CharField(max_length=21, blank=True, validators=[telephone])
    four_eyes = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    class Privacy:
        plain = {
            "id", "code", "name", "participation", "country", "territory", "duty_telephone",
            "four_eyes", "is_active", "created_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Return the codes (vocabulary `entity_kind`) of what this entity is. One query, or none
        when `kind_rows` was prefetched."""
        return frozenset(row.kind for row in self.kind_rows.all())


class EntityKind(models.Model):
    """One of the kinds an entity is; lanes of flowcharts name kinds, never organisations."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="kind_rows")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "kind"], name="entity_kind_once"),
        ]

    class Privacy:
        plain = {"id", "entity", "kind"}

    def __str__(self) -> str:
        return self.kind
