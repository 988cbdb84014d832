"""Keeps what addresses hold (codes of cases, links to set a password) out of the log lines."""

import logging

from django.http import HttpRequest


class NamePages(logging.Filter):
    """Writes the name of the page in place of its address, wherever Django logs a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite lines about a request; keep every line."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            match = request.resolver_match
            page = match.view_name if match else "unknown page"
            status = getattr(record, "status_code", "")
            record.msg, record.args = "%s %s at %s", (status, request.method, page)
        return True
