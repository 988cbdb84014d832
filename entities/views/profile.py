"""What a person sees of her own account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from entities.enums import Language
from entities.http import AuthenticatedRequest
from entities.roles import ROLES
from entities.views.facts import moment


def show(request: AuthenticatedRequest) -> HttpResponse:
    """Show the person her roles in plain words, her last access, language and password."""
    user = request.user
    context = {
        "person": user,
        "roles": [(role.label, ROLES[role].description) for role in sorted(user.roles)],
        "languages": Language.choices,
        "facts": [
            (_("Name"), user.name),
            (_("E-mail"), user.email),
            (_("This session began"), moment(user.last_login)),
            (_("Last access before this one"), moment(user.previous_login)),
        ],
    }
    return render(request, "entities/profile_detail.html", context)
