"""What the pages of this room ask."""

from rights.forms.incidents import AssessForm, CloseForm, KeepForm, NotifyForm, ReportForm
from rights.forms.orders import ApproveForm, HandOverForm, NarrowForm, OrderForm, RefuseOrderForm
from rights.forms.requests import (
    AnswerForm,
    BlockForm,
    CarryOutForm,
    CopyForm,
    ExtendForm,
    PlainForm,
    RequestByReferenceForm,
    RequestForm,
)

__all__ = [
    "AnswerForm",
    "ApproveForm",
    "AssessForm",
    "BlockForm",
    "CarryOutForm",
    "CloseForm",
    "CopyForm",
    "ExtendForm",
    "HandOverForm",
    "KeepForm",
    "NarrowForm",
    "NotifyForm",
    "OrderForm",
    "PlainForm",
    "RefuseOrderForm",
    "ReportForm",
    "RequestByReferenceForm",
    "RequestForm",
]
