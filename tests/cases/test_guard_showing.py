"""What a form shows of the findings."""

import datetime as dt

import pytest
from django.utils import translation

from cases.guard import KnownIdentity, scan
from cases.guard.findings import Kind
from cases.guard.showing import LABELS, NEUTRAL, Shown, replace_all, show

HER = KnownIdentity(("Blessing Osagie",), ("Joy",), dt.date(2019, 3, 14), ("AB-1234/X",))
TODAY = dt.date(2026, 11, 22)


def shown(text: str, *, language: str = "es", may_reveal: bool = True) -> list[Shown]:
    findings = scan(text, HER, today=TODAY)
    return show(text, findings, language=language, may_reveal=may_reveal)


@pytest.mark.parametrize("language", ["es", "eu", "pt", "en"])
def test_every_kind_has_a_label_and_a_neutral_word(language):
    assert set(LABELS) == set(Kind)
    assert set(NEUTRAL[language]) == set(Kind) - {Kind.VAULT_VALUE}
    with translation.override(language):
        labels = {str(label) for label in LABELS.values()}
    assert len(labels) == len(Kind)


@pytest.mark.parametrize(
    ("language", "text", "replaced"),
    [
        (
            "es",
            "Blessing Osagie vino con Joy; tel. 612345678.",
            "La persona vino con la persona; tel. [teléfono].",
        ),
        ("pt", "Veio a Joy.", "Veio a a pessoa."),
        ("eu", "Blessingek deitu du.", "Pertsonak deitu du."),
        ("eu", "Gaur Blessingi eta Joyrekin.", "Gaur pertsonari eta pertsonarekin."),
        ("eu", "Gaur Blessingengandik, Blessing-en.", "Gaur pertsonarengandik, pertsonaren."),
        ("en", "She is Joy. Joy slept.", "She is the person. The person slept."),
        ("xx", "She is Joy.", "She is the person."),
    ],
)
def test_one_click_puts_neutral_words_in_their_place(language, text, replaced):
    assert replace_all(text, shown(text, language=language)) == replaced


def test_a_replaced_text_passes():
    text = "Blessing, Joy, 612345678, a@b.example, ES72 2095 5033 1773 7062 6952, 14/03/2019."

    for language in NEUTRAL:
        assert scan(replace_all(text, shown(text, language=language)), HER, today=TODAY) == []


def test_hard_findings_block_and_soft_ones_ask():
    blocks = [(each.replacement, each.blocks) for each in shown("Joy y su primo Wilson.")]

    assert blocks == [("La persona", True), ("otra persona", False)]


def test_to_those_who_may_not_reveal_the_vault_tells_nothing():
    """Without the last line this could pass because nothing was found at all."""
    hers, another = "Vino Osagie ayer.", "Vino Ainhoa ayer."
    (name,) = shown(hers, may_reveal=False)
    (other,) = shown(another, may_reveal=False)

    assert (name.label, name.advice, name.blocks, name.replacement) == (
        other.label,
        other.advice,
        other.blocks,
        other.replacement,
    )
    assert [each.blocks for each in shown("14/03/2019, AB1234X", may_reveal=False)] == [False] * 2
    assert [each.blocks for each in shown("14/03/2019, AB1234X")] == [True] * 2


def test_what_anybody_can_see_blocks_everybody():
    assert [each.blocks for each in shown("Es 612345678.", may_reveal=False)] == [True]
