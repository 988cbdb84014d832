"""What is filled in about an agreement: who is asked, until when, what she says, who approves."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entities.models import User
from protocols.agreement.selectors import lanes_to_ask
from protocols.agreement.services import Given
from protocols.agreement.services.approving import LATEST_REVIEW, LATEST_START
from protocols.definition import Definition
from protocols.enums import Verdict
from protocols.models import AskedPerson
from protocols.models.agreement import MAX_NAME, MAX_WORDS
from protocols.outline import OutlineItem
from protocols.telling import in_words

MAX_SETTLEMENT = 1000
USUAL_TIME = timedelta(days=21)
REVIEW_AFTER_YEARS = 2
COMMENT = "on-"


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PersonForm(forms.Form):
    """Somebody to be asked for a lane: chosen among the accounts, or named when she has none."""

    lane = forms.ChoiceField(label=_("Lane she answers for"))
    user = forms.ChoiceField(
        label=_("Somebody with an account"),
        help_text=_("She is told when the consultation opens."),
        required=False,
    )
    name = forms.CharField(
        label=_("Or the name of somebody without an account"),
        help_text=_("You hand her a link when the consultation is open."),
        max_length=MAX_NAME,
        required=False,
    )
    organisation = forms.CharField(
        label=_("For whom she works"), max_length=MAX_NAME, required=False
    )

    def __init__(
        self, *args: Any, definition: Definition, users: dict[str, User], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._users = users
        lanes = [(x.id, in_words(x.labels) or x.id) for x in lanes_to_ask(definition)]
        people = [(key, f"{user.name}, {user.entity.name}") for key, user in users.items()]
        self._set("lane", lanes)
        self._set("user", [("", gettext("— nobody —")), *people])

    def _set(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- a slip of ours, not of theirs
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Either an account or a name: with both it would not be clear who is meant."""
        data = super().clean() or self.cleaned_data
        user, name = data.get("user"), data.get("name")
        if not self.errors and bool(user) == bool(name):
            problem = _("Choose an account, or write a name: one of the two.")
            self.add_error("name" if name else "user", problem)
        return data

    def person(self) -> dict[str, Any]:
        """Return whom it names, as the service takes it."""
        user = self._users.get(self.cleaned_data["user"])
        return {
            "lane": self.cleaned_data["lane"],
            "user": user,
            "name": user.name if user else self.cleaned_data["name"],
            "organisation": user.entity.name[:MAX_NAME]
            if user
            else self.cleaned_data["organisation"],
        }


class OpenForm(forms.Form):
    """Until when people may answer."""

    answer_by = _day(_("Last day to answer"), _("Answers can be given and changed until then."))

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"answer_by": timezone.localdate() + USUAL_TIME}
        super().__init__(*args, **options)


class AnswerForm(forms.Form):
    """What somebody asked says, about the whole and about each step."""

    verdict = forms.ChoiceField(
        label=_("Do you agree, for your lane, to work like this?"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("Your reservation, or why not"),
        help_text=_("A reservation and a no need words: what should be different?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_WORDS,
        required=False,
    )
    general = forms.CharField(
        label=_("Comment on the whole flowchart"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_WORDS,
        required=False,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self,
        *args: Any,
        person: AskedPerson,
        items: Iterable[OutlineItem],
        lane: str,
        **options: Any,
    ) -> None:
        """`items`: what can be commented on; `lane`: the name of hers, which comes first."""
        standing = {comment.element: comment.words for comment in person.comments.all()}
        options["initial"] = {
            "verdict": person.answer,
            "words": person.words,
            "general": standing.get("", ""),
            "based_on": person.saves,
        }
        super().__init__(*args, **options)
        self._elements = {f"{COMMENT}{item.element}": item.element for item in items}
        for item in items:
            self.fields[f"{COMMENT}{item.element}"] = forms.CharField(
                label=f"{item.number}. {item.title}",
                initial=standing.get(item.element, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=MAX_WORDS,
                required=False,
            )
        hers = [f"{COMMENT}{item.element}" for item in items if item.lane == lane]
        rest = [name for name in self._elements if name not in hers]
        self.fieldsets = (
            (gettext("Your answer"), ("verdict", "words", "general")),
            (gettext("Comments on what your lane does"), tuple(hers)),
            (gettext("Comments on what others do"), tuple(rest)),
        )

    def clean(self) -> dict[str, Any]:
        """An objection says what should be different."""
        data = super().clean() or self.cleaned_data
        objects = data.get("verdict") in (Verdict.RESERVATION, Verdict.NO)
        if objects and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say what should be different."))
        return data

    def given(self) -> Given:
        """Return what was typed."""
        comments = {element: self.cleaned_data[name] for name, element in self._elements.items()}
        return Given(
            verdict=self.cleaned_data["verdict"],
            words=self.cleaned_data["words"],
            comments={"": self.cleaned_data["general"], **comments},
        )

    def base_on(self, saves: int) -> None:
        """Let the next saving of what stands here take the place of what was saved elsewhere."""
        self.data = {**self.data, "based_on": str(saves)}


class SettleForm(forms.Form):
    """How what somebody said was dealt with."""

    settlement = forms.CharField(
        label=_("Settled because"),
        help_text=_("Everybody who reads the agreement reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_SETTLEMENT,
    )
    words = forms.CharField(widget=forms.HiddenInput, max_length=MAX_WORDS)


class ApproveForm(forms.Form):
    """The days on which a version comes into force and is due for review."""

    in_force_from = _day(_("In force from"), _("Today or later."))
    review_on = _day(
        _("To be reviewed on"),
        _("Two years after it comes into force, if left empty."),
        required=False,
    )

    def __init__(self, *args: Any, has_objections: bool, **options: Any) -> None:
        options["initial"] = {"in_force_from": timezone.localdate()}
        super().__init__(*args, **options)
        if has_objections:
            self.fields["has_read"] = forms.BooleanField(
                label=_("I have read the reservations and the reasons of those who said no.")
            )

    def clean(self) -> dict[str, Any]:
        """A review comes after the beginning; without a day, two years after it."""
        data = super().clean() or self.cleaned_data
        begin, review = data.get("in_force_from"), data.get("review_on")
        today = timezone.localdate()
        if begin and begin < today:
            self.add_error("in_force_from", _("Choose today or a later day."))
        elif begin and begin > today + LATEST_START:
            problem = _("It comes into force today or later, and within two years.")
            self.add_error("in_force_from", problem)
        elif begin and review and review <= begin:
            self.add_error("review_on", _("It is reviewed after it came into force."))
        elif review and review > today + LATEST_REVIEW:
            problem = _("It is reviewed after it came into force, and within ten years.")
            self.add_error("review_on", problem)
        elif begin and not review and "review_on" not in self.errors:
            data["review_on"] = _years_later(begin, REVIEW_AFTER_YEARS)
        return data


def _years_later(day: date, years: int) -> date:
    """Return the same day of a later year; 1 March for 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=min(day.year + years, date.max.year), month=3, day=1)
