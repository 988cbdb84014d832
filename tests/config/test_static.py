"""Of the icon package only what our pages name is served, and all of that."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from lxml import etree

from config.navigation import _entries
from core.templatetags.bidelagun import ICONS, TONE_ICONS
from entities.models import User

IN_TEMPLATES = re.compile(r"""icon(?:\|default:|=| )["']([a-z0-9-]+)["']""")
IN_PYTHON = re.compile(r"""icon(?:": |: str = | = |=)"([a-z0-9-]+)\"""")
FOLDERS = [path.parent for path in Path(settings.BASE_DIR).glob("*/apps.py")]
FOLDERS += [Path(settings.BASE_DIR) / name for name in ("templates", "config", "core")]


def named(kind: str, pattern: re.Pattern[str]) -> set[str]:
    return {
        name
        for folder in FOLDERS
        for path in folder.rglob(kind)
        for name in pattern.findall(path.read_text())
    }


@pytest.fixture
def served(client: Client) -> set[str]:
    """The icons in the file that browsers get."""
    answer = client.get(f"/static/{ICONS}")
    root = etree.fromstring(b"".join(answer.streaming_content))
    return {symbol.get("id") for symbol in root}


@pytest.mark.django_db
def test_every_icon_named_in_our_files_is_served(served: set[str]) -> None:
    in_templates, in_python = named("*.html", IN_TEMPLATES), named("*.py", IN_PYTHON)

    assert {"alarm", "signpost-split", "journal-check"} <= in_templates
    assert {"person-lines-fill", "circle-fill", "cup-hot"} <= in_python
    assert sorted((in_templates | in_python) - served) == []
    assert sorted({*TONE_ICONS.values(), *(entry[3] for entry in _entries())} - served) == []


@pytest.mark.django_db
def test_every_icon_of_a_page_is_served(client: Client, aurora: User, served: set[str]) -> None:
    client.force_login(aurora)
    shown = set(re.findall(rf'{ICONS}#([a-z0-9-]+)"', client.get(reverse("components")).text))

    assert len(shown) > 10
    assert sorted(shown - served) == []


@pytest.mark.django_db
def test_what_no_page_names_is_not_served(served: set[str]) -> None:
    package = Path(settings.VENDOR_ROOT) / settings.VENDOR_FILES[ICONS]
    all_of_them = set(re.findall(r'<symbol [^>]*id="([^"]+)"', package.read_text()))

    assert served < all_of_them
    assert len(served) < len(all_of_them) / 10
