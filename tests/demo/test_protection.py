"""The demonstration has a case for four eyes and one that no emergency opens; each once."""

import pytest

from cases.models import CaseMark
from demo.network import address_of, build_network
from demo.protection import protect_examples
from entities.models import User
from tests.factories import cases as factory

pytestmark = pytest.mark.django_db


def test_two_cases_of_ana_are_marked_once() -> None:
    build_network()
    ana = User.objects.get(email=address_of("ana"))
    for _case in range(3):
        factory.open_case(by=ana, person={"name_used": "Joy"})
    protect_examples()
    protect_examples()

    assert sorted(CaseMark.objects.values_list("kind", flat=True)) == [
        "four_eyes",
        "no_break_glass",
    ]
    assert CaseMark.objects.values("case").distinct().count() == 2


def test_few_cases_are_no_error() -> None:
    build_network()
    protect_examples()

    assert CaseMark.objects.count() == 0
