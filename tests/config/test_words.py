"""The words: every text of the project in every language, and nothing of it left in English."""

import ast
import gettext
import io
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.template.base import Lexer, TokenType
from django.utils import formats, translation
from django.utils.translation import gettext as gettext_now
from django.utils.translation.template import templatize

from core import borrowed_words

ROOT = Path(settings.BASE_DIR)
ROOMS = "audit cases config core demo entities notices protocols questionnaires referrals reports rights vault".split()
LANGUAGES = ["es", "pt", "eu"]

MARKED = {
    "_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1,
    "ngettext": 2, "ngettext_lazy": 2, "pgettext": -1, "pgettext_lazy": -1,
    "npgettext": -2, "npgettext_lazy": -2,
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>|&\w+;")
WORDLESS = {"gallery.html", "base_narrow.html"}  # a page of developers; the name of a class
Key = tuple[str, str]  # context, singular


def templates() -> list[Path]:
    """Return every template of the project, of pages and of e-mails."""
    folders = [ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS)]
    found = (path for folder in folders for path in folder.rglob("*.*"))
    return sorted(path for path in found if path.suffix in {".html", ".txt"})


def marked_in(source: str) -> set[Key]:
    """Return the texts that Python source marks for translation."""
    found = set()
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        how = MARKED.get(getattr(call.func, "id", getattr(call.func, "attr", "")))
        texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
        if how and texts and all(isinstance(text, str) for text in texts[:1]):
            found.add((texts[0], texts[1]) if how < 0 else ("", texts[0]))
    return found


def marked_in_template(path: Path) -> set[Key]:
    """Return the texts that a template marks: Django writes them as Python calls amid noise."""
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    text = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    found = set()
    for how, first, second in re.findall(rf"\b(\w*gettext|_)\({text}(?:, ?{text})?", code):
        words = [ast.literal_eval(word) for word in (first, second) if word]
        found.add((words[0], words[1]) if MARKED[how] < 0 else ("", words[0]))
    return found


@cache
def marked() -> frozenset[Key]:
    """Return every text of the project that is marked for translation."""
    found = {key for path in templates() for key in marked_in_template(path)}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts:
                found |= marked_in(path.read_text(encoding="utf-8"))
    return frozenset(found)


@cache
def catalogue(language: str) -> Catalog:
    """Return the texts of a language."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file)


def forms_of(words: object) -> tuple[str, ...]:
    """Return the forms of a text: one, or one per number."""
    return tuple(words) if isinstance(words, tuple | list) else (str(words),)


def messages(language: str) -> list[Message]:
    """Return the messages of a language, without the header."""
    return [message for message in catalogue(language) if message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_the_catalogue(language: str) -> None:
    held = {(message.context or "", forms_of(message.id)[0]) for message in messages(language)}

    assert sorted(marked() - held) == []
    assert sorted(held - marked()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_guessed(language: str) -> None:
    assert [m.id for m in messages(language) if m.fuzzy or not all(forms_of(m.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_keeps_placeholders_and_markup(language: str) -> None:
    wrong = []
    for message in messages(language):
        originals, said = forms_of(message.id), forms_of(message.string)
        for pattern in (PLACEHOLDER, TAG):
            wanted = Counter(pattern.findall(originals[-1]))
            wrong += [text for text in said if Counter(pattern.findall(text)) != wanted]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_ends_as_the_text_does(language: str) -> None:
    ends = (".", ":", "?", "…")
    wrong = [
        message.id
        for message in messages(language)
        if message.id != "No."  # in Spanish and Portuguese N.º
        for text in forms_of(message.string)
        if (forms_of(message.id)[-1].endswith(ends) or text.endswith(ends))
        and forms_of(message.id)[-1][-1] != text[-1]
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_compiles_and_says_every_number(language: str, tmp_path: Path) -> None:
    source = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    compiled = tmp_path / "django.mo"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "compile"]
    subprocess.run([*command, "-i", source, "-o", compiled, "-l", language], check=True)
    with compiled.open("rb") as file:
        words = gettext.GNUTranslations(file)

    said = {n: words.ngettext("%(count)d day", "%(count)d days", n) for n in (1, 2, 5, 1_000_000)}
    one = {"es": "%(count)d día", "pt": "%(count)d dia", "eu": "egun %(count)d"}[language]
    many = {"es": "%(count)d días", "pt": "%(count)d dias", "eu": "%(count)d egun"}[language]
    assert said == {1: one, 2: many, 5: many, 1_000_000: many}


def unmarked_in(path: Path) -> list[str]:
    """Return the words of a template that no tag marks for translation."""
    kept, skipping = [], ""
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if skipping:
            skipping = "" if name == f"end{skipping}" else skipping
        elif name in {"blocktranslate", "comment", "verbatim"}:
            skipping = name
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        else:
            kept.append("¤")
    text = re.sub(r"<(script|style|code)\b.*?</\1>|<!--.*?-->", " ", "".join(kept), flags=re.DOTALL)
    said = re.findall(r'(?:title|alt|placeholder|aria-label)="([^"]*)"', text)
    said += re.sub(r"<[^>]*>", "\n", text).splitlines()
    return [
        words.strip()
        for words in said
        if re.search(r"[A-Za-z]{3}", TAG.sub("", words.replace("Bidelagun", "")))
    ]


@pytest.mark.parametrize(
    "path",
    [path for path in templates() if path.suffix == ".html" and path.name not in WORDLESS],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_template_marks_all_its_words(path: Path) -> None:
    assert unmarked_in(path) == []


MOMENT = datetime(2025, 3, 5, 14, 7)  # noqa: DTZ001 -- as a clock on the wall shows it


@pytest.mark.parametrize(
    ("language", "day", "moment", "short", "month"),
    [
        ("en", "5 March 2025", "5 March 2025, 14:07", "05/03/2025 14:07", "March 2025"),
        ("es", "5 de marzo de 2025", "5 de marzo de 2025 a las 14:07", "05/03/2025 14:07",
         "marzo de 2025"),
        ("pt", "5 de março de 2025", "5 de março de 2025 às 14:07", "05/03/2025 14:07",
         "março de 2025"),
        ("eu", "2025/03/05", "2025/03/05 14:07", "2025/03/05 14:07", "2025/03"),
    ],
)  # fmt: skip
def test_dates_are_written_as_people_write_them(
    language: str, day: str, moment: str, short: str, month: str
) -> None:
    names = ("DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT", "YEAR_MONTH_FORMAT")
    with translation.override(language):
        written = [formats.date_format(MOMENT, name) for name in names]

    assert written == [day, moment, short, month]


def test_no_language_reads_the_month_before_the_day() -> None:
    wrong = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            wrong += [(code, f) for f in formats.get_format("DATE_INPUT_FORMATS") if f[1] in "mb"]

    assert wrong == []


def test_languages_name_themselves() -> None:
    assert dict(settings.LANGUAGES) == {
        "es": "Español", "eu": "Euskara", "pt": "Português", "en": "English"
    }  # fmt: skip


def test_borrowed_words_are_said_as_we_say_them() -> None:
    with translation.override("pt"):
        assert gettext_now(borrowed_words.MONTHS[2]) == "março"
    with translation.override("eu"):
        assert gettext_now(borrowed_words.SHORT_NAME).startswith("Letrak")


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_collecting_texts_guesses_nothing_and_says_no_time(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "locale").mkdir()
    written = tmp_path / "locale" / "es" / "LC_MESSAGES" / "django.po"
    for text in ("Open the case", "Open the cases"):
        (tmp_path / "page.py").write_text(f"_('{text}')")
        call_command("makemessages", locale=["es"], verbosity=0, no_location=True)
        if text == "Open the case":
            said = written.read_text().replace('case"\nmsgstr ""', 'case"\nmsgstr "Abrir el caso"')
            written.write_text(said.replace("#, fuzzy", ""))

    catalog = read_po(io.BytesIO(written.read_bytes()))
    assert [(m.id, m.string, m.fuzzy) for m in catalog if m.id] == [("Open the cases", "", False)]
    assert "POT-Creation-Date" not in written.read_text()
