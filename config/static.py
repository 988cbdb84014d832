"""Serves the listed files of the npm packages, and no others."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage


class VendorStorage(FileSystemStorage):
    """Maps the public names of `VENDOR_FILES` to the packages' own."""

    def path(self, name: str) -> str:
        return str(Path(settings.VENDOR_ROOT) / settings.VENDOR_FILES[name])


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
