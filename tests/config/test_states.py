"""The drawings of states are the tables."""

from pathlib import Path

import pytest
from django.conf import settings

from config.management.commands.draw_states import FOLDER, PAGES, page


@pytest.mark.parametrize("name", PAGES)
def test_the_drawing_is_the_table(name: str) -> None:
    assert (Path(settings.BASE_DIR) / FOLDER / name).read_text(encoding="utf-8") == page(name)


def test_every_drawing_has_its_table() -> None:
    drawn = {path.name for path in (Path(settings.BASE_DIR) / FOLDER).glob("*.md")}

    assert drawn == set(PAGES)
