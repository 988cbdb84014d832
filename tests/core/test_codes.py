"""Codes: what is typed is forgiven, what is wrong is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import ALPHABET, MalformedCode, new_code, read_code, show_code, spell_code

symbols = st.text(ALPHABET, min_size=8, max_size=8)


def test_code_is_read_as_shown() -> None:
    code = new_code()

    assert read_code(show_code(code)) == code


def test_code_forgives_case_spaces_and_lookalikes() -> None:
    code = next(c for c in iter(new_code, "") if "0" in c and "1" in c)

    typed = code.lower().replace("0", "o").replace("1", "l")

    assert read_code(f" {typed[:3]} {typed[3:]}-") == code


@given(st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_always_found(position: int, wrong: str) -> None:
    code = new_code()
    if code[position] == wrong:
        return

    with pytest.raises(MalformedCode):
        read_code(code[:position] + wrong + code[position + 1 :])


@given(st.integers(0, 7))
def test_swapped_neighbours_are_always_found(position: int) -> None:
    code = new_code()
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    if swapped == code:
        return

    with pytest.raises(MalformedCode):
        read_code(swapped)


@pytest.mark.parametrize("typed", ["", "K7Q4", "K7Q4-M9TR-VV", "UUUU-UUUU-U", "ñandú-0000"])
def test_malformed_code_is_refused(typed: str) -> None:
    with pytest.raises(MalformedCode):
        read_code(typed)


def test_code_is_spelled_word_by_word() -> None:
    assert spell_code("K7Q") == "Kilo 7 Quebec"
