"""The request as views see it: signed in (the middleware saw to that), with htmx's details."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from entities.models import User


class AuthenticatedRequest(HttpRequest):
    """A request of a signed-in person."""

    user: User
    htmx: HtmxDetails
