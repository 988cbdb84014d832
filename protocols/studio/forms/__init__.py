"""Forms of the studio; each is also a pure change of a flowchart (`edit`)."""

from protocols.studio.forms.adding import (
    AddForm,
    BranchForm,
    LimitOnStepForm,
    MoveForm,
)
from protocols.studio.forms.answers import FieldForm, SourceForm
from protocols.studio.forms.base import EditForm
from protocols.studio.forms.drafts import ImportForm, NewDraftForm
from protocols.studio.forms.elements import form_for
from protocols.studio.forms.frame import AboutForm, NewLaneForm

__all__ = [
    "AboutForm",
    "AddForm",
    "BranchForm",
    "EditForm",
    "FieldForm",
    "ImportForm",
    "LimitOnStepForm",
    "MoveForm",
    "NewDraftForm",
    "NewLaneForm",
    "SourceForm",
    "form_for",
]
