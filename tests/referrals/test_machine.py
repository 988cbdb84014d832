"""Anybody does anything in any order: no illegal state, no access that outlives its reason."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.factories import cases, entities
from tests.factories import referrals as factory
from tests.referrals.machine import Road

RUNS = int(os.environ.get("ROADS", "20"))


@pytest.mark.django_db
def test_no_order_of_acts_leads_to_an_illegal_state(ana, berta, bruno, carla):
    second = entities.entity(code="second", name="Entity D", kinds=("specialised_ngo",))
    diana = entities.coordinator(entity=second, name="Diana")
    versions = [
        factory.road(),
        factory.clocked(),
        factory.library("p1_detection_identification.es"),
    ]

    class ThisRoad(Road):
        people = [ana, berta, bruno, carla, diana]
        services = [factory.service(), factory.service(entity=second)]

        @staticmethod
        def new_case():
            return cases.open_case(by=ana)

    ThisRoad.versions = versions
    run_state_machine_as_test(
        ThisRoad,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
