"""Serves the listed files of the npm packages, and no others; of their icons only those used."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from core.templatetags.bidelagun import ICONS

_SYMBOL = re.compile(r'<symbol [^>]*id="([a-z0-9-]+)".*?</symbol>', re.DOTALL)
_QUOTED = re.compile(r"""(?<=["'])[a-z0-9-]+(?=["'])""")


def _quoted_words() -> set[str]:
    """Return every word that stands in quotes in a template or module of ours."""
    rooms = {path.parent for path in settings.BASE_DIR.glob("*/__init__.py")}
    return {
        word
        for folder in (rooms | {settings.BASE_DIR / "templates"}) - {settings.BASE_DIR / "tests"}
        for kind in ("*.html", "*.py")
        for path in folder.rglob(kind)
        for word in _QUOTED.findall(path.read_text(encoding="utf-8"))
    }


@cache
def icons_in_use() -> Path:
    """Write the package's icons that our pages may name into one file, once a process.

    A word in quotes that is also an icon's name counts: too many by a few, never one too little.
    Raises FileNotFoundError when the package is not installed.
    """
    source = Path(settings.VENDOR_ROOT) / settings.VENDOR_FILES[ICONS]
    whole, words = source.read_text(encoding="utf-8"), _quoted_words()
    symbols = [found[0] for found in _SYMBOL.finditer(whole) if found[1] in words]
    target: Path = settings.DATA_DIR / "icons.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=target.parent, delete=False, encoding="utf-8") as file:
        file.write(whole[: whole.index("<symbol")] + "".join(symbols) + "</svg>")
    written = Path(file.name)
    written.chmod(0o644)
    return written.replace(target)


class VendorStorage(FileSystemStorage):
    """Maps the public names of `VENDOR_FILES` to the packages' own."""

    def path(self, name: str) -> str:
        source = Path(settings.VENDOR_ROOT) / settings.VENDOR_FILES[name]
        return str(icons_in_use() if name == ICONS and source.is_file() else source)


class VendorFinder(BaseFinder):
    """Finds what `VENDOR_FILES` lists."""

    storage = VendorStorage()

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 -- Django's signature
        known = path in settings.VENDOR_FILES and Path(self.storage.path(path)).is_file()
        found = self.storage.path(path) if known else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:  # noqa: ARG002 -- Django's signature
        for name in settings.VENDOR_FILES:
            yield name, self.storage
