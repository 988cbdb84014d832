"""What must be true of an installation before anybody may sign in to it."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

# Each process has its own, or none: a code of an authenticator app would then work twice.
NOT_SHARED = ("locmem.LocMemCache", "dummy.DummyCache")


@register()
def cache_is_shared(app_configs: object, **kwargs: Any) -> list[Error]:  # noqa: ARG001 -- Django's signature
    """Refuse a cache that not all processes share: used codes and rate limits stand in it."""
    backend = settings.CACHES["default"]["BACKEND"]
    if not backend.endswith(NOT_SHARED):
        return []
    return [
        Error(
            f"The cache {backend} is not shared by all processes.",
            hint="Used codes and rate limits stand in the cache. Use Redis or the database.",
            id="entities.E001",
        )
    ]
