"""Accepting an invitation: the owner of a new account chooses her password, and nothing else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.exceptions import NotVisible
from entities import selectors, services
from entities.enums import Role
from entities.forms import NewPasswordForm


@never_cache
@login_not_required
@sensitive_post_parameters()
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show for whom the account is, and take its first password."""
    invitation = selectors.invitation_by(token)
    if invitation is None:
        raise NotVisible(
            _("This invitation no longer works."),
            _(
                "It was used already, or is older than three days, or something about the account "
                "has changed. Ask your coordinator for a new one."
            ),
        )
    person = invitation.user
    form = NewPasswordForm(request.POST or None, user=person)
    if form.is_valid():
        services.accept_invitation(token=token, password=form.cleaned_data["password1"])
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    facts = [
        (_("Name"), person.name),
        (_("E-mail"), person.email),
        (_("Entity"), person.entity.name),
        (_("Roles"), ", ".join(str(Role(role).label) for role in invitation.roles)),
    ]
    return render(request, "account/invitation.html", {"form": form, "facts": facts})
