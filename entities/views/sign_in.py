"""Signing in, and the language switch in the header."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import check_for_language
from django.views.i18n import set_language

from entities import openid, services
from entities.codes import present_code
from entities.demo_accounts import PASSWORD, SECRET, demo_accounts
from entities.enums import Language
from entities.models import User


class SignInView(LoginView):  # type: ignore[misc]  # allauth has no types
    """allauth's page, which in a demonstration also lists the invented accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = demo_accounts()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "sign_on_name": settings.OIDC_NAME if openid.is_offered() else "",
            "demo": settings.SHOW_DEMO_ACCOUNTS,
            "demo_accounts": accounts,
            "demo_password": PASSWORD if accounts else "",
            "demo_code": present_code(SECRET) if accounts else "",
        }


sign_in = SignInView.as_view()


@login_not_required
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language of the pages, and of the person's e-mails when she is signed in."""
    language = request.POST.get("language", "")
    if (
        isinstance(request.user, User)
        and language in Language.values
        and check_for_language(language)
    ):
        services.choose_language(user=request.user, language=language)
    response: HttpResponse = set_language(request)
    return response
