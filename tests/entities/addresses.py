"""Addresses of this room's pages, for tests."""

from django.urls import reverse

from core.handles import handle_of
from entities.models import Service, User


def url(name: str, reader: User, record: User | Service | None = None, **kwargs: str) -> str:
    if record is not None:
        kwargs["handle"] = handle_of(record.pk, entity_id=reader.entity_id)
    return reverse(f"entities:{name}", kwargs=kwargs)
