"""One page for whatever is done with a record: show the form, take the answers, go back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from audit.services import record_read
from cases.views.pages import attempt, sent
from core.exceptions import PermissionRefused
from core.handles import handle_of
from core.transitions import Transition
from entities.http import AuthenticatedRequest
from entities.models import User

Text = str | Promise


@dataclass(frozen=True)
class Act:
    """Something done with a record: who may, what is asked, which service does it.

    `step` is the transition it takes, looked at before the form is shown; acts without one have
    the rule `may` alone.
    """

    title: Text
    submit: Text
    form: type[forms.Form]
    do: Callable[..., object]
    step: Transition | None = None
    may: Callable[[User, Any], bool] | None = None
    lead: Text = ""
    tone: str = "primary"

    def check(self, record: Any, user: User) -> None:
        """Raise PermissionRefused or Conflict unless she may do it now."""
        if self.step is not None:
            self.step.check(record, user)
        if self.may is not None and not self.may(user, record):
            raise PermissionRefused(_("You may not do this."), _("Ask your coordinator."))


@dataclass(frozen=True)
class Room:
    """What the pages about one kind of record share."""

    noun: str
    page: str
    viewed: AuditAction
    acts: Mapping[str, Act]


def carry_out_act(
    request: AuthenticatedRequest, room: Room, record: Any, name: str
) -> HttpResponse:
    """Show what an act asks, or do it and go back to the record."""
    act = room.acts[name]
    act.check(record, request.user)
    form: Any = act.form(sent(request), request=request, record=record)  # type: ignore[call-arg]
    done = attempt(
        request,
        form,
        lambda: act.do(**{room.noun: record}, by=request.user, **form.answers()),
    )
    if done:
        messages.success(request, _("It is written down."))
        return redirect(room.page, handle_of(record.pk, entity_id=request.user.entity_id))
    return show_act(request, room, record, act, form)


def show_act(
    request: AuthenticatedRequest, room: Room, record: Any, act: Act, form: forms.Form
) -> HttpResponse:
    """Show the form of an act; that the record is looked at is recorded before."""
    tell_viewed(request, room, record)
    context = {
        "form": form,
        "title": act.title,
        "submit": act.submit,
        "lead": act.lead,
        "tone": act.tone,
        "page": room.page,
        "handle": handle_of(record.pk, entity_id=request.user.entity_id),
    }
    return render(request, "rights/act.html", context)


def tell_viewed(request: AuthenticatedRequest, room: Room, record: Any) -> None:
    """Record that a record is going to be shown."""
    case = getattr(record, "case_id", None)
    record_read(room.viewed, by=request.user, case=case, target=record.pk)


def buttons(room: Room, record: Any, user: User) -> list[tuple[str, Text, str]]:
    """Return (name, label, tone) of what she may do with the record now."""
    return [
        (name, act.title, act.tone)
        for name, act in room.acts.items()
        if (act.step is None or (act.step.rule(user, record) and record.status in act.step.sources))
        and (act.may is None or act.may(user, record))
    ]
