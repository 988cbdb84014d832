"""PDF: what is printed, and that nothing is fetched."""

import re
import sys
import zlib

import pytest

from core.exceptions import Conflict
from core.pdf import print_pdf

pytestmark = pytest.mark.pdf
PAGE = '<!doctype html><html lang="eu"><head><title>Akordioa</title></head><body>{}</body></html>'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'


def inflated(printed: bytes) -> bytes:
    """Its streams in clear."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", printed, re.DOTALL)
    return b"\n".join(zlib.decompressobj().decompress(stream) for stream in streams)


def test_a_page_becomes_a_tagged_pdf_in_its_language() -> None:
    printed = print_pdf(PAGE.format(f"<h1>Akordioa</h1>{DRAWING}"))
    assert printed.startswith(b"%PDF-1.")
    told = inflated(printed)
    assert b"/Lang (eu)" in told
    assert b"/StructTreeRoot" in told


@pytest.mark.parametrize(
    "outside",
    [
        '<img src="http://127.0.0.1:9/x.png" alt="">',
        '<img src="file:///etc/hostname" alt="">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<p style="background: url(file:///etc/hostname)">x</p>',
    ],
)
def test_nothing_outside_the_page_is_fetched(outside: str) -> None:
    with pytest.raises(ValueError, match="Outside the document"):
        print_pdf(PAGE.format(outside))


def test_without_pango_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, *_: object) -> None:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'pango-1.0-0'")

    monkeypatch.setattr(
        sys,
        "meta_path",
        [type("Missing", (), {"find_spec": staticmethod(missing)}), *sys.meta_path],
    )
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(Conflict, match="cannot make PDF"):
        print_pdf(PAGE.format(""))
