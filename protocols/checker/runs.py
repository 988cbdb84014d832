"""Says in words what can go wrong in a run, with the shortest way to it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from protocols.checker.faults import Fault, FaultCode, find_faults
from protocols.definition import Definition
from protocols.findings import Finding, Severity
from protocols.telling import tell_move

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
    way = " → ".join(tell_move(definition, action) for action in fault.path)
    return " ".join([words[fault.code], _("Shortest way there: %(way)s.") % {"way": way}])
