"""Storing a new record when somebody else may be storing the same at this moment."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.exceptions import Conflict
from entities.models import Entity, Service, User


def insert(record: Entity | Service | User) -> None:
    """Insert a checked record; raise Conflict when its short name, name or e-mail was taken just
    now. Call it inside the transaction of the service."""
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody has just saved the same."), _("Look at the list before you try again.")
        ) from error
