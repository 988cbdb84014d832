"""Only codes of a vocabulary are stored."""

from collections.abc import Iterable

from core import vocabularies


def known(vocabulary: str, code: str) -> str:
    """Return the code; raise ValueError for one the vocabulary does not have."""
    if code not in vocabularies.codes(vocabulary):
        raise ValueError(f"{code!r} is not in the vocabulary {vocabulary!r}.")
    return code


def all_known(vocabulary: str, codes: Iterable[str]) -> list[str]:
    """Return the codes in the vocabulary's order, each once; raise ValueError for unknown ones."""
    wanted = {known(vocabulary, code) for code in codes}
    return [code for code in vocabularies.codes(vocabulary) if code in wanted]
