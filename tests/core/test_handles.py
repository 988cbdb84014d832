"""Handles: the same record has unrelated names for two entities."""

from uuid import uuid4

import pytest

from core.exceptions import NotVisible
from core.handles import handle_of, read_handle


def test_handle_leads_back_to_the_record() -> None:
    record, entity = uuid4(), uuid4()

    assert read_handle(handle_of(record, entity_id=entity), entity_id=entity) == record


def test_two_entities_have_different_handles() -> None:
    record = uuid4()

    assert handle_of(record, entity_id=uuid4()) != handle_of(record, entity_id=uuid4())


def test_handle_of_another_entity_leads_nowhere_known() -> None:
    record, entity = uuid4(), uuid4()

    assert read_handle(handle_of(record, entity_id=entity), entity_id=uuid4()) != record


@pytest.mark.parametrize("handle", ["", "abc", "ñ", "A" * 27, "0" * 26, "../../etc"])
def test_malformed_handle_is_not_visible(handle: str) -> None:
    with pytest.raises(NotVisible):
        read_handle(handle, entity_id=uuid4())
