"""What the tests of this folder share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings

from tests.access.world import World, build_world, undone


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all tests of a module, taken back at its end.

    What a test does to it is taken back by the transaction that `django_db` puts inside.
    """
    with (
        django_db_blocker.unblock(),
        override_settings(AUDIT_READ_ALIAS="default", FACTOR_MINUTES=600),
        undone(),
    ):
        cache.clear()  # Redis takes nothing back: sign-ins of other tests would slow down ours
        yield build_world()
