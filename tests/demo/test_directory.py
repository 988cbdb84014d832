"""The directory of the demonstration."""

import pytest

from demo.directory import build_directory
from demo.network import build_network
from entities.models import DutyShift, Service, SharingAgreement

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_directory_is_made_once() -> None:
    build_network()
    for _time in range(2):
        build_directory()

    assert SharingAgreement.objects.count() == 5
    assert Service.objects.exclude(places_total=None).count() == 4
    assert Service.objects.get(entity__code="lorea").places_free == 2
    assert DutyShift.objects.filter(service__entity__code="mujer").count() == 14
