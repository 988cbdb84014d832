import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.blind_index import normalise_text
from vault.scanning import LEAST_LETTERS, Span, find_values

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
NAME = st.text("abcñÉюİ", min_size=4, max_size=12)


def found(text: str, *values: str) -> list[str]:
    return [text[span.start : span.end] for span in find_values(text, values)]


@pytest.mark.parametrize(
    ("text", "value", "spans"),
    [
        ("Llama a Joy.", "joy", ["Joy"]),
        ("JOYERÍA y enjoy", "Joy", []),
        ("la sra. ibanez", "Joy Ibáñez", ["ibanez"]),
        ("Iba\u0301n\u0303ez vino", "Ibáñez", ["Iba\u0301n\u0303ez"]),
        ("de la Cruz", "María de la Cruz", ["Cruz"]),
        ("tel. 0034 600 11 12 22", "+34 600111222", ["34 600 11 12 22"]),
        ("X-1234567-L", "x1234567l", ["X-1234567-L"]),
        ("", "Joy", []),
        ("Joy", "", []),
        ("Jo", "Jo", []),
    ],
)
def test_known_value_is_found_as_people_write_it(text: str, value: str, spans: list[str]) -> None:
    assert found(text, value) == spans


def test_overlapping_finds_become_one() -> None:
    assert find_values("Joy Joy Osas", ["Joy Osas", "Joy Joy"]) == [Span(0, 12)]


@given(before=TEXT, name=NAME, after=TEXT)
def test_planted_name_is_always_found(before: str, name: str, after: str) -> None:
    spans = find_values(f"{before} {name} {after}", [name])
    start, end = len(before) + 1, len(before) + 1 + len(name)
    assert len(normalise_text(name)) >= LEAST_LETTERS
    assert any(span.start <= start and end <= span.end for span in spans)


@given(text=TEXT, values=st.lists(TEXT, max_size=4))
def test_spans_lie_in_the_text_in_order(text: str, values: list[str]) -> None:
    spans = find_values(text, values)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
    assert all(span.start < span.end for span in spans)
