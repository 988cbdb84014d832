"""What is done with rights requests, and who may when."""

from typing import Any

from django.utils.translation import gettext_lazy

from audit.enums import AuditAction
from entities.models import User
from rights import forms, selectors, services
from rights.enums import COPIES, WAITING, Right
from rights.models import RightsRequest
from rights.permissions import (
    can_ask_release,
    can_carry_out,
    can_release,
    is_blocked,
    is_officer,
)
from rights.views.acts import Act, Room
from rights.workflow import REQUEST


def _may_carry_out(user: User, request: RightsRequest) -> bool:
    return request.status in WAITING and can_carry_out(user, request)


def _may_copy(user: User, request: RightsRequest) -> bool:
    return request.right in COPIES and _may_carry_out(user, request)


def _may_block(user: User, request: RightsRequest) -> bool:
    erasing = request.right == Right.ERASURE and request.status in WAITING
    return erasing and is_officer(user) and not is_blocked(request.case)


def _may_ask_release(user: User, request: RightsRequest) -> bool:
    standing = _restriction(request)
    is_new = standing is not None and standing.lift_asked_by is None
    return is_new and can_ask_release(user, standing) if standing else False


def _may_release(user: User, request: RightsRequest) -> bool:
    standing = _restriction(request)
    return standing is not None and can_release(user, standing)


def _restriction(request: RightsRequest) -> Any:
    return selectors.restriction_of(request.case) if request.right == Right.RESTRICTION else None


ROOM = Room(
    "request",
    "rights:request",
    AuditAction.RIGHT_VIEWED,
    {
        "copy": Act(
            gettext_lazy("Make the copy for her"),
            gettext_lazy("Make it"),
            forms.CopyForm,
            services.carry_out,
            may=_may_copy,
            lead=gettext_lazy(
                "What your entity wrote about her. Her children and who answers her telephone are"
                " left out; notes may still speak of other people: read it before you give it to"
                " her. It is as grave as seeing her identity, and recorded as such."
            ),
        ),
        "carry_out": Act(
            gettext_lazy("Note what was done"),
            gettext_lazy("Save"),
            forms.CarryOutForm,
            services.carry_out,
            may=_may_carry_out,
        ),
        "answer": Act(
            gettext_lazy("Answer it"),
            gettext_lazy("Answer it"),
            forms.AnswerForm,
            services.answer_request,
            step=REQUEST["answer"],
        ),
        "extend": Act(
            gettext_lazy("Take two months more"),
            gettext_lazy("Take two months more"),
            forms.ExtendForm,
            services.extend_request,
            step=REQUEST["extend"],
            tone="secondary",
        ),
        "block": Act(
            gettext_lazy("Block the case"),
            gettext_lazy("Block it"),
            forms.BlockForm,
            services.block,
            may=_may_block,
            tone="danger",
            lead=gettext_lazy(
                "Nobody sees the case any more, its entity included. Its keys are kept for courts"
                " (Spain: LOPDGDD, article 32)."
            ),
        ),
        "ask_release": Act(
            gettext_lazy("Ask to lift the restriction"),
            gettext_lazy("Ask for it"),
            forms.PlainForm,
            services.ask_release,
            may=_may_ask_release,
            tone="secondary",
        ),
        "release": Act(
            gettext_lazy("Lift the restriction"),
            gettext_lazy("Lift it"),
            forms.PlainForm,
            services.lift_restriction,
            may=_may_release,
        ),
        "withdraw": Act(
            gettext_lazy("She takes it back"),
            gettext_lazy("She takes it back"),
            forms.PlainForm,
            services.withdraw_request,
            step=REQUEST["withdraw"],
            tone="quiet",
        ),
    },
)
