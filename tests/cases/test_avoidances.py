"""The avoid list: whoever is on it must neither learn it nor take herself off."""

import pytest
from django.test import Client

from cases.models import Avoidance
from cases.services.avoidances import end_avoidance, record_avoidance
from core.exceptions import Conflict, NotVisible
from core.handles import handle_of
from entities.models import User
from tests.cases.pages import page
from tests.factories import cases

pytestmark = pytest.mark.django_db


def test_entity_with_access_neither_reads_nor_ends_what_the_owner_wrote(
    client: Client, ana: User, bruno: User
) -> None:
    case = cases.open_case(by=ana)
    cases.open_grant(case=case, entity=bruno.entity)
    row = record_avoidance(case=case, kind="entity", entity=bruno.entity, by=ana)
    own = record_avoidance(case=case, kind="zone", territory="ES-A", by=bruno)
    client.force_login(bruno)

    shown = client.get(page("avoidances", case, bruno)).context["rows"]
    assert [one["handle"] for one in shown] == [handle_of(own.pk, entity_id=bruno.entity_id)]
    name = handle_of(row.pk, entity_id=bruno.entity_id)
    assert client.post(page("end_avoidance", case, bruno, name)).status_code == 404
    assert Avoidance.objects.get(pk=row.pk).ended_at is None

    client.force_login(ana)
    assert len(client.get(page("avoidances", case, ana)).context["rows"]) == 2


def test_entity_that_names_itself_is_not_told_that_it_is_avoided(ana: User, bruno: User) -> None:
    case = cases.open_case(by=ana)
    cases.open_grant(case=case, entity=bruno.entity)
    hers = record_avoidance(case=case, kind="entity", entity=bruno.entity, by=ana)

    record_avoidance(case=case, kind="entity", entity=bruno.entity, by=bruno)
    with pytest.raises(NotVisible):
        end_avoidance(row=hers, by=bruno)
    with pytest.raises(Conflict):
        record_avoidance(case=case, kind="entity", entity=bruno.entity, by=ana)
