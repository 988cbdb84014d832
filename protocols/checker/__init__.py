"""Checks a flowchart before it is published: its structure, then all the runs it allows.

No run of a sound file can stick, double a step, go on for ever or be trapped by a refused consent.
"""

from collections.abc import Collection

from protocols.checker.answers import check_answers
from protocols.checker.blocks import check_blocks
from protocols.checker.codes import check_codes
from protocols.checker.runs import check_runs
from protocols.checker.shape import check_shape
from protocols.definition import LIBRARY_CODES, Definition
from protocols.findings import Finding, Severity

__all__ = ["check", "is_sound"]


def check(
    definition: Definition, *, known_protocols: Collection[str] = LIBRARY_CODES
) -> list[Finding]:
    """Return everything found, errors first, in the order of the file.

    `known_protocols` are the codes that a call activity may name.
    """
    findings = [
        *check_shape(definition),
        *check_blocks(definition),
        *check_answers(definition),
        *check_codes(definition, known_protocols),
    ]
    findings += check_runs(definition, is_well_formed=is_sound(findings))
    order = {name: number for number, name in enumerate([*definition.nodes, *definition.flows])}
    return sorted(
        findings, key=lambda f: (f.severity is not Severity.ERROR, order.get(f.element, -1))
    )


def is_sound(findings: Collection[Finding]) -> bool:
    """Return whether it may be published: no finding is an error."""
    return all(finding.severity is not Severity.ERROR for finding in findings)
