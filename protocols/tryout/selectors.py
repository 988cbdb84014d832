"""Reads the example cases of a version and runs them."""

from dataclasses import dataclass

from django.db.models import Max, QuerySet

from core.exceptions import NotVisible
from protocols.definition import Definition
from protocols.models import ExampleCase, ProtocolVersion
from protocols.selectors import definition_of
from protocols.tryout.examples import Example
from protocols.tryout.walks import Outcome, run_example


@dataclass(frozen=True, slots=True)
class Tried:
    """An example case and how it came out."""

    number: int
    outcome: Outcome


def examples_of(version: ProtocolVersion) -> QuerySet[ExampleCase]:
    """Return the example cases of a version in their order."""
    return ExampleCase.objects.filter(version=version).order_by("number")


def example_for(version: ProtocolVersion, number: int) -> ExampleCase:
    """Return an example case by its number; NotVisible when there is none."""
    found = examples_of(version).filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


def examples_like(version: ProtocolVersion) -> list[Example]:
    """Return the example cases of a version for another one, which inherits them."""
    return [Example.from_json(row.content) for row in examples_of(version)]


def newest_number(version: ProtocolVersion) -> int:
    """Return the highest number of an example case, 0 without any."""
    return examples_of(version).aggregate(newest=Max("number"))["newest"] or 0


def run_examples(version: ProtocolVersion, definition: Definition | None = None) -> list[Tried]:
    """Run all example cases of a version on its flowchart as it is now; one query, milliseconds.

    Call it after a draft was saved, and before it is published: every outcome must hold.
    """
    flowchart = definition or definition_of(version)
    return [
        Tried(row.number, run_example(flowchart, Example.from_json(row.content)))
        for row in examples_of(version)
    ]
