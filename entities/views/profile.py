"""What a person sees of her own account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from entities import selectors, services
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
        "sessions": [
            (moment(row.began_at), row.device, row.network, row.pk == request.session.session_key)
            for row in selectors.sessions_of(user)
        ],
        "facts": [
            (_("Name"), user.name),
            (_("E-mail"), user.email),
            (_("This session began"), moment(user.last_login)),
            (_("Last access before this one"), moment(user.previous_login)),
        ],
    }
    return render(request, "entities/profile_detail.html", context)


@require_POST
def end_sessions(request: AuthenticatedRequest) -> HttpResponse:
    """End the person's sessions on every other device."""
    ended = services.end_other_sessions(user=request.user, keep=request.session.session_key)
    messages.success(
        request,
        ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        % {"count": ended},
    )
    return redirect("entities:profile")
