"""A form of the library, filled on a case."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _

from cases.forms.guarding import LEAVE_OUT, GuardedForm
from cases.models import Assessment, Case, Child
from cases.services import Filled
from cases.services.guarding import About
from cases.services.writing import version_of
from core.exceptions import NotVisible
from core.handles import handle_of, read_handle
from entities.models import User
from questionnaires.definitions import Questionnaire
from questionnaires.forms import QuestionnaireForm, initial_of


class AssessmentForm(GuardedForm, QuestionnaireForm):
    """Asks the questions; a new one may be about one of her children.

    `once` names what is recorded by its handle, so that a page sent twice records once.
    """

    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        questionnaire: Questionnaire,
        user: User,
        case: Case,
        draft: Assessment | None = None,
        children: list[Child] | None = None,
        **options: Any,
    ) -> None:
        self.user = user
        self.children = {handle_of(one.pk, entity_id=user.entity_id): one for one in children or ()}
        options.setdefault("initial", self._initial(draft))
        about = About(user, case)
        super().__init__(*args, about=about, questionnaire=questionnaire, **options)
        # The page is shown again when a word is replaced: nothing need be answered for that.
        self.is_draft = self.is_draft or "guard" in self.data
        for name in self.guarded():
            self.fields[name].help_text = f"{self.fields[name].help_text} {LEAVE_OUT}".strip()
        if self.children and draft is None:
            self.fields["child"] = forms.ChoiceField(
                label=_("Which child"),
                required=False,
                choices=[
                    ("", _("She herself, or a child that is not recorded")),
                    *(
                        (handle, _("Child %(number)s of the case") % {"number": number})
                        for number, handle in enumerate(self.children, start=1)
                    ),
                ],
            )
            self.fieldsets = (("", ("child",)), *self.fieldsets)

    def _initial(self, draft: Assessment | None) -> dict[str, Any]:
        if draft is not None:
            return {**initial_of(draft.answers or {}), "seen": version_of(draft)}
        return {"seen": 0, "once": handle_of(uuid4(), entity_id=self.user.entity_id)}

    def filled(self) -> Filled:
        """Return what was answered, as the services take it."""
        return Filled(
            form=self.questionnaire,
            answers=self.answers(),
            seen=self.version_seen(),
            once=self._once(),
            child=self.children.get(self.cleaned_data.get("child", "")),
        )

    def _once(self) -> UUID | None:
        """Return the id that a new one will have; None where the page was made by somebody else."""
        try:
            return read_handle(self.cleaned_data["once"], entity_id=self.user.entity_id)
        except NotVisible:
            return None
