import os
import time
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vault.envelope import Place, count_openings, key_id_of, seal, unseal
from vault.exceptions import KeyUnavailable, Tampered, Unreadable
from vault.keyring import SECONDS_KEPT, KeyRing, keyring
from vault.models import Canary, DataKey, ErasureLedger, IndexState
from vault.services import create_data_key

pytestmark = pytest.mark.django_db

PLACE = Place(model="cases.Person", field="legal_name", row=str(uuid4()))
TEXT = "Amara Ñ. de Ibáñez".encode()
EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def key_id() -> UUID:
    return create_data_key(owner="person")


@pytest.fixture
def blob(key_id: UUID) -> bytes:
    return seal(TEXT, key_id=key_id, place=PLACE)


def test_seal_opens_in_its_place_only_with_its_key(key_id: UUID, blob: bytes) -> None:
    assert unseal(blob, place=PLACE) == TEXT
    assert key_id_of(blob) == key_id


def test_seal_has_the_format_that_is_documented(key_id: UUID, blob: bytes) -> None:
    assert blob[:18] == bytes([0xE1, 1]) + key_id.bytes
    assert len(blob) == 18 + 12 + len(TEXT) + 16


def test_seal_twice_gives_two_ciphertexts(key_id: UUID, blob: bytes) -> None:
    assert seal(TEXT, key_id=key_id, place=PLACE) != blob


@EXAMPLES
@given(data=st.data())
def test_flipped_bit_does_not_open(blob: bytes, data: st.DataObject) -> None:
    bit = data.draw(st.integers(0, len(blob) * 8 - 1))
    changed = bytearray(blob)
    changed[bit // 8] ^= 1 << (bit % 8)
    with pytest.raises(Unreadable):
        unseal(bytes(changed), place=PLACE)


@EXAMPLES
@given(data=st.data())
def test_cut_value_does_not_open(blob: bytes, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(blob) - 1))
    with pytest.raises(Tampered):
        unseal(blob[:length], place=PLACE)


@EXAMPLES
@given(noise=st.binary(max_size=200))
def test_noise_does_not_open(noise: bytes) -> None:
    with pytest.raises(Unreadable):
        unseal(noise, place=PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, row=str(uuid4())),
        replace(PLACE, field="used_name"),
        replace(PLACE, model="cases.Case"),
        Place(model="cases.Personlegal_name", field="", row=PLACE.row),
    ],
)
def test_value_moved_elsewhere_does_not_open(blob: bytes, elsewhere: Place) -> None:
    with pytest.raises(Tampered):
        unseal(blob, place=elsewhere)


def test_value_under_the_name_of_another_key_does_not_open(blob: bytes) -> None:
    other = create_data_key(owner="person")
    with pytest.raises(Tampered):
        unseal(blob[:2] + other.bytes + blob[18:], place=PLACE)


def test_unknown_algorithm_does_not_open(blob: bytes) -> None:
    with pytest.raises(Tampered, match="Algorithm 9"):
        unseal(blob[:1] + b"\x09" + blob[2:], place=PLACE)


def test_destroyed_key_opens_nothing(key_id: UUID, blob: bytes) -> None:
    DataKey.objects.filter(pk=key_id).delete()
    keyring.forget(key_id)
    with pytest.raises(KeyUnavailable):
        unseal(blob, place=PLACE)


def test_key_is_forgotten_after_a_minute(key_id: UUID) -> None:
    now = [time.monotonic()]
    ring = KeyRing(clock=lambda: now[0])
    key = ring.key(key_id)
    DataKey.objects.filter(pk=key_id).delete()
    now[0] += SECONDS_KEPT - 1
    assert ring.key(key_id) == key
    now[0] += 2
    with pytest.raises(KeyUnavailable):
        ring.key(key_id)


def test_swapped_wrapped_keys_do_not_unwrap(key_id: UUID) -> None:
    other = DataKey.objects.get(pk=create_data_key(owner="person"))
    DataKey.objects.filter(pk=key_id).update(wrapped=other.wrapped)
    with pytest.raises(KeyUnavailable):
        KeyRing().key(key_id)


def test_prefetch_asks_once_for_many_keys(django_assert_num_queries) -> None:
    ids = [create_data_key(owner="person") for _ in range(5)]
    ring = KeyRing()
    with django_assert_num_queries(1, using="keys"):
        ring.prefetch([*ids, uuid4()])
    with django_assert_num_queries(0, using="keys"):
        keys = {ring.key(key_id) for key_id in ids}
        ring.prefetch(ids)
    assert len(keys) == 5


def test_count_openings_counts_what_opens_within(blob: bytes) -> None:
    unseal(blob, place=PLACE)
    with count_openings() as openings:
        unseal(blob, place=PLACE)
        with pytest.raises(Tampered):
            unseal(blob + os.urandom(1), place=PLACE)
    unseal(blob, place=PLACE)
    assert openings.count == 1


def test_prefetch_leaves_a_damaged_key_to_fail_when_it_is_used(key_id: UUID) -> None:
    DataKey.objects.filter(pk=key_id).update(wrapped=b"damaged")
    ring = KeyRing()
    ring.prefetch([key_id])
    with pytest.raises(KeyUnavailable):
        ring.key(key_id)


def test_ring_keeps_a_bounded_number_of_keys(monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr("vault.keyring.KEYS_KEPT", 2)
    ring = KeyRing()
    ids = [create_data_key(owner="person") for _ in range(3)]
    for key_id in ids:
        ring.key(key_id)
    with django_assert_num_queries(1, using="keys"):
        for key_id in reversed(ids):
            ring.key(key_id)


def test_rows_of_keys_show_only_references(key_id: UUID) -> None:
    assert str(DataKey.objects.get(pk=key_id)) == str(key_id)
    assert str(Canary(kek_id="abc")) == "abc"
    assert str(IndexState(bits=7)) == "7"
    erasure = ErasureLedger(data_key_id=key_id)
    assert str(erasure) == str(erasure.pk)
