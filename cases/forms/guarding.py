"""Free text of forms about a case: read by the guard before it is kept.

A form becomes guarded by its base class and by being told about whom it is:

    class PlanForm(GuardedForm): ...
    PlanForm(sent(request), about=About(request.user, case))

Every text area of it, and every `GuardedText`, is then scanned when the form is sent. What must go
blocks; what may lead to a person is replaced, or kept with a coded reason. A reason holds for the
text and the findings that were shown, and for no other: the page carries a stamp of both.
Works without JavaScript: the buttons that replace are submit buttons of the form itself.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from cases.enums import KeepReason
from cases.guard import NOBODY, KnownIdentity
from cases.guard.showing import Shown, replace_all
from cases.services.guarding import About, Kept, find_traces, record_kept
from vault.exceptions import TooManyQuestions

LEAVE_OUT = _("Leave names, telephones and addresses out; the page will help.")
MUST_GO = _("Something here must not stand in the text. Replace it, then save again.")
MAY_LEAD = _("Something here may lead to a person. Replace it, or say why it stays.")
READ_AGAIN = _("It is replaced. Read the text once more, then save.")
LOOK_AT_THE_REST = _("It is replaced. Look at what is left.")
NOTHING_LEFT = _("There is nothing left to replace. Read the text once more, then save.")
ALL = "all"


class GuardedText(forms.CharField):
    """Free text about a case; the form that holds one is a GuardedForm."""


@dataclass(frozen=True)
class Trace:
    """One finding as the page shows it; `name` is what the answer why it stays is sent as."""

    shown: Shown
    words: str
    button: str
    name: str
    reason: str = ""


@dataclass(frozen=True)
class Review:
    """What was found in one field, with the names and values that the page sends back."""

    traces: Sequence[Trace]
    stamp_name: str
    stamp: str
    action: str
    replace_all: str
    reasons: Sequence[tuple[str, Any]] = tuple(KeepReason.choices)


class GuardedForm(forms.Form):
    """A form about a case whose free text is read by the guard."""

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self._kept: list[Kept] = []

    def guarded(self) -> list[str]:
        """Return the names of the fields that are read."""
        return [
            name
            for name, field in self.fields.items()
            if isinstance(field, GuardedText) or isinstance(field.widget, forms.Textarea)
        ]

    def told(self) -> KnownIdentity:
        """Return what this form itself says of the person."""
        return NOBODY

    def full_clean(self) -> None:
        """Record why findings stay, once everything else is right too."""
        super().full_clean()
        if self.is_bound and not self.errors and self._kept:
            record_kept(kept=self._kept, about=self.about)

    def clean(self) -> dict[str, Any]:
        """Read the texts before anything else is asked: a factor is not used up for nothing."""
        self._read_texts()
        return super().clean() or self.cleaned_data

    @sensitive_variables()
    def _read_texts(self) -> None:
        data = self.cleaned_data
        texts = {name: data[name] for name in self.guarded() if data.get(name)}
        if not texts:
            return
        try:
            found = find_traces(texts=texts, about=self.about, told=self.told())
        except TooManyQuestions as refused:
            self.add_error(None, f"{refused.explanation} {refused.advice}")
            return
        for name, text in texts.items():
            self._judge(name, text, found[name])

    @sensitive_variables()
    def _judge(self, name: str, text: str, shown: list[Shown]) -> None:
        """Replace what was asked for, else block, ask, or let the text pass."""
        asked, _colon, which = self.data.get(self.add_prefix("guard"), "").partition(":")
        reasons = self._reasons(name, text, shown)
        if asked == name:
            self._replace(name, text, shown, reasons, which)
            return
        may_stay = all(reasons) or self._is_unchanged(name, text)
        if may_stay and not any(each.blocks for each in shown):
            self._kept += [
                Kept(name, each.kind, KeepReason(reason))
                for each, reason in zip(shown, reasons, strict=True)
                if reason
            ]
        else:
            self._ask(name, text, shown, reasons, _advice(shown))

    @sensitive_variables()
    def _replace(
        self, name: str, text: str, shown: list[Shown], reasons: list[str], which: str
    ) -> None:
        """Put neutral words into the field, and show it again for a last look."""
        if which == ALL or not self._is_what_was_shown(name, text, shown):
            chosen = shown if which == ALL else []
        else:
            chosen = [each for number, each in enumerate(shown) if str(number) == which]
        if not chosen:
            self._ask(name, text, shown, reasons, _advice(shown) if shown else NOTHING_LEFT)
            return
        left = [
            (_moved(each, chosen), reason)
            for each, reason in zip(shown, reasons, strict=True)
            if each not in chosen
        ]
        replaced = replace_all(text, chosen)
        self.data = cast("Any", self.data).copy()
        self.data[self.add_prefix(name)] = replaced  # type: ignore[index]  # the copy takes it
        told = LOOK_AT_THE_REST if left else READ_AGAIN
        self._ask(name, replaced, [each for each, _why in left], [why for _each, why in left], told)

    def _ask(
        self, name: str, text: str, shown: list[Shown], reasons: list[str], told: str | Promise
    ) -> None:
        self.fields[name].review = Review(  # type: ignore[attr-defined]
            traces=[
                Trace(
                    each,
                    text[each.start : each.end],
                    f"{name}:{number}",
                    self._reason_name(name, number),
                    reason,
                )
                for number, (each, reason) in enumerate(zip(shown, reasons, strict=True))
            ],
            stamp_name=self._stamp_name(name),
            stamp=self._stamp(name, text, shown),
            action=self.add_prefix("guard"),
            replace_all=f"{name}:{ALL}",
        )
        self.add_error(name, cast("str", told))

    def _reasons(self, name: str, text: str, shown: list[Shown]) -> list[str]:
        """Return the reason sent for each finding; none where the text is not what was shown."""
        if not self._is_what_was_shown(name, text, shown):
            return [""] * len(shown)
        sent = [self.data.get(self._reason_name(name, number), "") for number in range(len(shown))]
        return [reason if reason in KeepReason.values else "" for reason in sent]

    def _is_unchanged(self, name: str, text: str) -> bool:
        """Whether the text stands there already: why it stays was answered then."""
        return _plain(str(self.initial.get(name) or "")).strip() == _plain(text)

    def _is_what_was_shown(self, name: str, text: str, shown: list[Shown]) -> bool:
        sent = self.data.get(self._stamp_name(name), "")
        return constant_time_compare(sent, self._stamp(name, text, shown))

    def _stamp(self, name: str, text: str, shown: list[Shown]) -> str:
        case = self.about.case
        found = [(text[each.start : each.end], each.kind, each.blocks) for each in shown]
        seen = [str(self.about.by.pk), str(case.pk if case else ""), name, _plain(text), found]
        return salted_hmac("cases.guard", json.dumps(seen), algorithm="sha256").hexdigest()

    def _stamp_name(self, name: str) -> str:
        return f"{self.add_prefix(name)}-shown"

    def _reason_name(self, name: str, number: int) -> str:
        return f"{self.add_prefix(name)}-keep-{number}"


def _plain(text: str) -> str:
    """Return the text with one kind of line ends: browsers send others than they were given."""
    return text.replace("\r\n", "\n")


def _moved(shown: Shown, replaced: Sequence[Shown]) -> Shown:
    """Return the finding where it stands once these were replaced before it."""
    by = sum(
        len(each.replacement) - (each.end - each.start)
        for each in replaced
        if each.start < shown.start
    )
    return replace(shown, start=shown.start + by, end=shown.end + by)


def _advice(shown: Sequence[Shown]) -> Promise:
    return MUST_GO if any(each.blocks for each in shown) else MAY_LEAD
