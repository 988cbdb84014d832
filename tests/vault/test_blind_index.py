import pytest
from django.core.management import CommandError, call_command

from audit.enums import AuditAction
from audit.models import Event
from tests.sealed_app.models import Record
from vault.blind_index import (
    FIRST_BITS,
    BlindIndexField,
    bits_in_force,
    index_secret,
    normalise_phone,
    normalise_text,
)
from vault.doors import match
from vault.keyring import keyring
from vault.models import DataKey, IndexState
from vault.reindexing import TooManyBits, most_bits, rebuild_indexes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "comparable"),
    [
        ("José-María d'Ávila", "josemariadavila"),
        ("JOSE MARIA DAVILA", "josemariadavila"),
        ("Straße", "strasse"),
        ("ﬁ①", "fi1"),
        ("ΑΘΗΝΆ", "αθηνα"),
        (" .- ", ""),
    ],
)
def test_text_is_compared_without_case_accents_and_separators(text: str, comparable: str) -> None:
    assert normalise_text(text) == normalise_text(comparable)


@pytest.mark.parametrize("number", ["600 11 12 22", "+34 600-11-12-22", "0034600111222"])
def test_phone_is_compared_by_its_national_number(number: str) -> None:
    assert normalise_phone(number) == "600111222"


def test_phone_in_other_digits_is_the_same_number() -> None:
    assert normalise_phone("٦٠٠١١١٢٢٢") == "600111222"


def test_index_fits_the_bits_in_force(new_record) -> None:
    values = {new_record(legal_name=f"Name {n}").legal_name_index for n in range(40)}
    assert max(values) < 2**FIRST_BITS
    assert len(values) > 2


def test_index_of_two_columns_differs_for_one_text(new_record) -> None:
    index = Record._meta.get_field("legal_name_index")
    other = BlindIndexField(source="used_name")
    other.model = Record
    texts = [f"Name {n}" for n in range(10)]
    one, two = (
        [field.compute(text, bits=31, secret=index_secret()) for text in texts]
        for field in (index, other)
    )
    assert one != two


def test_index_with_more_bits_holds_the_fewer(new_record) -> None:
    new_record()
    index = Record._meta.get_field("legal_name_index")
    many = index.compute("Joy", bits=31, secret=index_secret())
    assert many & 0b1111 == index.compute("JOY", bits=4, secret=index_secret())


@pytest.mark.parametrize(
    ("persons", "most"), [(0, FIRST_BITS), (1, 0), (4, 1), (7, 1), (8, 2), (33, 4)]
)
def test_most_bits_is_below_the_logarithm(new_record, persons: int, most: int) -> None:
    for _ in range(persons):
        Record.objects.create(data_key_id="00000000-0000-0000-0000-000000000000")
    assert most_bits() == most


def test_rebuild_takes_the_most_bits_and_searching_goes_on(new_record, somebody) -> None:
    records = [new_record(legal_name=f"Name {n}", phone=f"60000000{n}") for n in range(8)]
    rebuilt = rebuild_indexes()
    assert (rebuilt.bits, rebuilt.rows) == (2, 8)
    assert (IndexState.objects.get().bits, bits_in_force.get()) == (2, 2)
    everybody = Record.objects.all()
    assert max(everybody.values_list("legal_name_index", flat=True)) < 4
    assert match(everybody, "legal_name", "name 5", by=somebody) == [records[5].pk]
    assert match(everybody, "phone", "600000003", by=somebody) == [records[3].pk]


def test_rebuild_leaves_history_and_ciphertext_alone(new_record) -> None:
    record = new_record(legal_name="Joy")
    rebuild_indexes()
    again = Record.objects.get()
    assert again.__dict__["legal_name"] == record.__dict__["legal_name"]
    assert again.history.count() == 1


def test_rebuild_never_takes_more_than_the_setting(new_record, settings) -> None:
    settings.BLIND_INDEX_BITS = 1
    for _ in range(8):
        new_record()
    assert rebuild_indexes().bits == 1


def test_rebuild_with_bits_that_single_out_is_refused(new_record) -> None:
    record = new_record(legal_name="Joy")
    with pytest.raises(TooManyBits):
        rebuild_indexes(bits=3)
    assert Record.objects.get().legal_name_index == record.legal_name_index
    assert IndexState.objects.count() == 0


def test_rebuild_empties_what_no_longer_opens(new_record) -> None:
    record = new_record(legal_name="Joy", phone="600111222")
    DataKey.objects.filter(pk=record.data_key_id).delete()
    keyring.forget(record.data_key_id)
    rebuild_indexes()
    again = Record.objects.get()
    assert (again.legal_name_index, again.phone_index) == (None, None)


def test_rebuild_is_recorded(new_record) -> None:
    new_record(legal_name="Joy")
    rebuild_indexes()
    assert list(Event.objects.values_list("kind", flat=True)) == [AuditAction.NAMES_SCANNED]


def test_command_refuses_too_many_bits(new_record) -> None:
    with pytest.raises(CommandError):
        call_command("rebuild_blind_index", "--bits", "9")


def test_index_of_a_field_that_does_not_exist_is_a_wrong_model() -> None:
    field = BlindIndexField(source="nowhere")
    field.set_attributes_from_name("index")
    field.model = Record
    assert "vault.E3" in {error.id for error in field.check()}
