"""Vocabularies: every code has a label in all four languages."""

import pytest
from django.utils import translation

from core import vocabularies


@pytest.mark.parametrize("vocabulary", vocabularies.names())
@pytest.mark.parametrize("language", vocabularies.LANGUAGES)
def test_every_code_has_a_label(vocabulary: str, language: str) -> None:
    missing = [
        code
        for code in vocabularies.codes(vocabulary)
        if not vocabularies.entry(vocabulary, code).get(language)
    ]

    assert missing == []


def test_label_follows_the_readers_language() -> None:
    with translation.override("eu"):
        assert vocabularies.label("case_status", "closed") == "Itxita"
    with translation.override("pt"):
        assert vocabularies.label("case_status", "closed") == "Encerrado"


def test_unknown_code_is_shown_as_it_is() -> None:
    assert vocabularies.label("case_status", "no-such-code") == "no-such-code"


def test_choices_keep_the_order_of_the_file() -> None:
    assert [code for code, _label in vocabularies.choices("risk_level")] == [
        "unassessed",
        "low",
        "medium",
        "high",
        "extreme",
    ]
