"""What every request passes: refusal of malformed input, no-store, and answers to refusals."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from inspect import getclosurevars
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from audit.denials import record_denial
from audit.services import AuditUnavailable
from core.exceptions import Conflict, NotVisible, PermissionRefused, Refusal
from vault.exceptions import KekUnreachable

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]
STATUS = {
    NotVisible: HTTPStatus.NOT_FOUND,
    PermissionRefused: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
}


class TrueAddress:
    """Puts the caller's own address where the lockout and the log look for it.

    Behind PROXIES trusted proxies each has appended the address it was called from to
    `X-Forwarded-For`; what stands further left was written by the caller and is not believed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = [
            address.strip() for address in request.headers.get("X-Forwarded-For", "").split(",")
        ]
        if settings.PROXIES and len(told) >= settings.PROXIES and told[-settings.PROXIES]:
            request.META["REMOTE_ADDR"] = told[-settings.PROXIES]
        return self.get_response(request)


class MalformedText(SuspiciousOperation):
    """Text that no database column takes: answered 400."""


def refuse_unstorable(text: str) -> None:
    """Raise MalformedText for NUL bytes and lone surrogates, which PostgreSQL cannot store.

    Bytes that are no UTF-8, a surrogate's among them, Django has turned into U+FFFD by now: what
    was meant is lost, and is asked for again rather than stored so.
    """
    if "\x00" in text:
        raise MalformedText("NUL byte")
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise MalformedText("not UTF-8")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedText("lone surrogate") from error


class RefuseMalformedInput:
    """Answers 400 to paths, queries and forms that hold text no column takes."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            refuse_unstorable(request.path)
            for values in (request.GET, request.POST):
                for name, answers in values.lists():
                    refuse_unstorable(name)
                    for answer in answers:
                        refuse_unstorable(str(answer))
        except SuspiciousOperation:
            return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)
        return self.get_response(request)


class DenyDevices:
    """Tells the browser which of its devices no page of ours ever uses."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response


class NeverStore:
    """Forbids browsers and proxies to keep any page of a signed-in person."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class AnswerRefusals:
    """Turns the three refusals, and a log or key server that fails, into clear pages.

    The refusal is recorded after the view's transaction has rolled back, so that it stays.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer refusals; leave everything else to Django."""
        if isinstance(error, Refusal):
            return self._refuse(request, error)
        if isinstance(error, AuditUnavailable):
            logger.error("The log could not be written; nothing was shown.")
            return render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        if isinstance(error, KekUnreachable):
            logger.error("The key server gave no answer; nothing was sealed or opened.")
            context = {
                "explanation": _(
                    "The server that keeps the keys does not answer. Nothing was changed."
                )
            }
            return render(request, "503.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return None

    def _refuse(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        status = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
        try:
            record_denial(request, status=int(status))
        except AuditUnavailable:
            return render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        context = {
            "explanation": refusal.explanation or _("This page does not exist, or not for you."),
            "advice": refusal.advice,
            "back_url": _page_before(request) if status == HTTPStatus.CONFLICT else "",
        }
        return render(request, f"{int(status)}.html", context, status=status)


def _page_before(request: HttpRequest) -> str:
    """Return the address, on this host, of the page she came from; "" when it is not told.

    Where that one only takes what is sent, as after a form that was sent twice, it is the nearest
    page above it that can be opened.
    """
    told = request.headers.get("Referer", "")
    if not told or not url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(told)
    if parts.path == request.path and request.method != "POST":
        return ""
    if can_be_opened(parts.path):
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    above = accumulate(parts.path.strip("/").split("/")[:-1], lambda one, two: f"{one}/{two}")
    return next((f"/{path}/" for path in reversed([*above]) if can_be_opened(f"/{path}/")), "")


def can_be_opened(path: str) -> bool:
    """Say whether an address of the product answers GET, as Django's `require_POST` tells."""
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return False
    while view is not None:
        methods = getclosurevars(view).nonlocals.get("request_method_list", ["GET"])
        if "GET" not in methods:
            return False
        view = getattr(view, "__wrapped__", None)
    return True
