"""The controlled vocabularies of `core/data/vocabularies.yaml`: codes with labels in four languages.

Codes are stable keys: never renamed, only retired. Sources are named in the file's header.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from django.utils.translation import get_language

DATA = Path(__file__).parent / "data" / "vocabularies.yaml"
LANGUAGES = ("es", "eu", "pt", "en")
DEFAULT_LANGUAGE = "es"


def pick_language(labels: Mapping[str, str]) -> str:
    """Return the label in the reader's language, else in Spanish."""
    language = (get_language() or DEFAULT_LANGUAGE).split("-")[0]
    return labels.get(language) or labels[DEFAULT_LANGUAGE]


@cache
def _vocabularies() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    lists = yaml.safe_load(DATA.read_text(encoding="utf-8"))["vocabularies"]
    return MappingProxyType(
        {
            name: MappingProxyType({str(item["code"]): item for item in content["items"]})
            for name, content in lists.items()
        }
    )


def names() -> list[str]:
    """Return the names of all vocabularies."""
    return list(_vocabularies())


def codes(vocabulary: str) -> list[str]:
    """Return the codes of a vocabulary in their order; KeyError for an unknown vocabulary."""
    return list(_vocabularies()[vocabulary])


def entry(vocabulary: str, code: str) -> Mapping[str, Any]:
    """Return everything the file says of one code; KeyError when unknown."""
    return _vocabularies()[vocabulary][code]


def label(vocabulary: str, code: str) -> str:
    """Return the label of a code in the reader's language; an unknown code is shown as it is."""
    item = _vocabularies()[vocabulary].get(code)
    return pick_language(item) if item else code


def choices(vocabulary: str) -> list[tuple[str, str]]:
    """Return (code, label) pairs for a form, labels in the reader's language at the call."""
    return [(code, pick_language(item)) for code, item in _vocabularies()[vocabulary].items()]
