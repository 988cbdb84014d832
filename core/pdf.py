"""Prints pages as PDF. What a page shows must be in it: nothing is fetched from anywhere."""

from typing import Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from core.exceptions import Conflict

STYLESHEET = "css/pdf.css"


def print_pdf(html: str) -> bytes:
    """Return a page as a tagged PDF (PDF/UA-1).

    `html` is a whole document with `lang` and `title`; drawings are inline SVG. ValueError when it
    refers to anything outside itself; Conflict where the machine lacks Pango.
    """
    weasyprint = _library()
    fetcher = _fetches_nothing(weasyprint)
    path = finders.find(STYLESHEET)
    if not path:
        raise FileNotFoundError(STYLESHEET)
    style = weasyprint.CSS(filename=path, url_fetcher=fetcher)
    try:
        printed: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[style], pdf_variant="pdf/ua-1"
        )
    except weasyprint.urls.FatalURLFetchingError as error:
        raise ValueError(str(error)) from error
    return printed


def require_printer() -> None:
    """Raise Conflict where nothing can be printed, before an act that is done only once."""
    _library()


def _library() -> Any:
    """Return WeasyPrint: the site must start without Pango, which loading it asks for."""
    try:
        import weasyprint  # noqa: PLC0415 -- needs Pango, which only printing may miss
        import weasyprint.urls  # noqa: PLC0415 -- likewise
    except OSError as error:
        raise Conflict(
            _("This server cannot make PDF files yet."),
            _("Print the page itself, or ask your administrator to install Pango on the server."),
        ) from error
    return weasyprint


def _fetches_nothing(weasyprint: Any) -> Any:
    class FetchesNothing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, _headers: dict[str, str] | None = None) -> None:
            # A picture left out would go unnoticed, so the whole printing stops.
            raise weasyprint.urls.FatalURLFetchingError(f"Outside the document: {url[:80]}")

    return FetchesNothing()
