"""Says in words how an example case came out."""

from django.utils.translation import gettext as _

from protocols.definition import Definition
from protocols.telling import name_of, tell_move
from protocols.tryout.walks import Outcome


def tell_outcome(definition: Definition, outcome: Outcome) -> str:
    """Return where the run leaves the expected path; "" where it takes it."""
    if outcome.holds:
        return ""
    said = {
        "after": tell_move(definition, outcome.after) if outcome.after else _("the start"),
        "move": tell_move(definition, outcome.failed) if outcome.failed else "",
        "come": _names(definition, outcome.unexpected),
        "missing": _names(definition, outcome.missing),
    }
    if outcome.failed:
        return _("After %(after)s this cannot be done: %(move)s.") % said
    if outcome.unexpected and outcome.missing:
        return _("After %(after)s the run comes to %(come)s, not to %(missing)s.") % said
    if outcome.unexpected:
        return _("After %(after)s the run comes to %(come)s, which was not expected.") % said
    return _("After %(after)s the run should come to %(missing)s, and does not.") % said


def _names(definition: Definition, elements: tuple[str, ...]) -> str:
    return ", ".join(_("“%(name)s”") % {"name": name_of(definition, item)} for item in elements)
