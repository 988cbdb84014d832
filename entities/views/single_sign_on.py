"""Signing in by the service of the organisation; our own second factor is asked all the same."""

import logging
from dataclasses import asdict
from http import HTTPStatus

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.exceptions import NotVisible
from entities import openid, services

logger = logging.getLogger(__name__)
WAITING = "sign_on_attempt"


@never_cache
@login_not_required
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Lead to the service. By a link: a form's target would have to stand in form-action."""
    if not openid.is_offered():
        raise NotVisible
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    try:
        attempt, address = openid.begin()
    except openid.SignOnFailed as failure:
        return _away(request, failure)
    request.session[WAITING] = asdict(attempt)
    return redirect(address)


@never_cache
@login_not_required
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Take who came back on to the second factor; the attempt counts once."""
    if not openid.is_offered():
        raise NotVisible
    waiting = request.session.pop(WAITING, None)
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if waiting is None:
        return _refuse(request)
    try:
        claims = openid.finish(
            openid.Attempt(**waiting),
            code=request.GET.get("code", ""),
            state=request.GET.get("state", ""),
        )
    except openid.SignOnFailed as failure:
        logger.warning("single sign-on was not believed: %s", failure)
        return _refuse(request)
    person = services.person_signing_on(**asdict(claims))
    if person is None:
        return _refuse(request, email=claims.email)
    record_authentication(request, person, method="single_sign_on")
    answer: HttpResponse = perform_login(request, Login(user=person))
    return answer


def _refuse(request: HttpRequest, email: str = "") -> HttpResponse:
    services.record_refused_sign_in(email=email, locked=False)
    return render(request, "account/sign_on_refused.html", status=HTTPStatus.FORBIDDEN)


def _away(request: HttpRequest, failure: openid.SignOnFailed) -> HttpResponse:
    logger.warning("the single sign-on service gave no answer: %s", failure)
    return render(
        request,
        "account/sign_on_refused.html",
        {"away": True},
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )
