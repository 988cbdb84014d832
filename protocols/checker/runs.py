"""Says in words what can go wrong in a run, with the shortest way to it."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protocols.actions import Action, Deed
from protocols.checker.faults import Fault, FaultCode, find_faults
from protocols.definition import Definition
from protocols.elements import BoundaryTimer, Field, Labels, say
from protocols.expressions import Answer
from protocols.findings import Finding, Severity

# What a wrong arrow or condition brings with it, and its own finding says better.
CONSEQUENCES = frozenset({FaultCode.UNREACHABLE, FaultCode.CANNOT_END, FaultCode.BUSY_CIRCLE})


def check_runs(definition: Definition, *, is_well_formed: bool) -> Iterator[Finding]:
    """Yield what is wrong with the runs; in a badly formed file only what it does not explain."""
    for fault in find_faults(definition):
        if is_well_formed or fault.code not in CONSEQUENCES:
            yield Finding(
                str(fault.code),
                Severity.ERROR,
                fault.element,
                _sentence(definition, fault),
                fault.path,
            )


def _sentence(definition: Definition, fault: Fault) -> str:
    words = {
        FaultCode.DEADLOCK: _(
            "It waits for a branch that can no longer come: the run would stop here for ever."
        ),
        FaultCode.STEP_DOUBLED: _("It can be reached a second time while it is still open."),
        FaultCode.BUSY_CIRCLE: _("It is in a circle without a step or a timer."),
        FaultCode.UNREACHABLE: _("No run ever comes here, whatever is answered."),
        FaultCode.CANNOT_END: _("From here a run goes on for ever: it never comes to an end."),
        FaultCode.CONSENT_TRAP: _(
            "If she refuses here, the run can no longer come to an end without her consent."
        ),
        FaultCode.TOO_COMPLEX: _(
            "There are too many ways through it to try them all: simplify it, or split it in two."
        ),
    }
    if not fault.path:
        return words[fault.code]
    way = " → ".join(_told(definition, action) for action in fault.path)
    return " ".join([words[fault.code], _("Shortest way there: %(way)s.") % {"way": way}])


def _in_words(labels: Labels) -> str:
    return say(labels, get_language() or "es")


def _told(definition: Definition, action: Action) -> str:
    node = definition.nodes[action.element]
    name = _in_words(node.labels) or node.id
    if action.deed is Deed.DECLINE:
        return _("“%(name)s” is refused") % {"name": name}
    if action.deed is Deed.COMPLETE:
        fields = {item.name: item for item in definition.steps[node.id].fields}
        said = ", ".join(_answer(fields[name], answer) for name, answer in action.answers.items())
        told = _("“%(name)s”") % {"name": name}
        return f"{told} ({said})" if said else told
    if isinstance(node, BoundaryTimer) and not node.labels:
        name = _in_words(definition.nodes[node.attached_to].labels) or node.attached_to
    return _("the time of “%(name)s” is up") % {"name": name}


def _answer(item: Field, answer: Answer) -> str:
    if isinstance(answer, bool):
        said = _("Yes") if answer else _("No")
    else:
        said = _in_words(item.value_labels.get(str(answer), {})) or str(answer)
    return f"{_in_words(item.labels) or item.name} {said}"
