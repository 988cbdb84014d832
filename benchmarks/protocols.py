"""How long protocols take: read, check, lay out, draw, start and complete, for the library's P1.

    python -m benchmarks.protocols

Prints milliseconds of CPU time, the median of many rounds, and for each file of the library how
many states and moves its proof takes. To reach (largest protocol): parse 1 ms, check 5 ms. The
floor of a parse is what lxml takes to build the tree, printed beside it. Files are parsed when a
draft is saved, checked or shown, and once a process for each published version that is used.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import django

ROUNDS = 50
ANSWERS = {"minor_or_doubt": False, "emergency": False, "danger": False}


def measure(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median CPU time of an action in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def main() -> None:
    """Measure and print."""
    from lxml import etree  # noqa: PLC0415 -- likewise

    from protocols import engine  # noqa: PLC0415 -- after django.setup()
    from protocols.checker import check  # noqa: PLC0415 -- likewise
    from protocols.checker.space import Space  # noqa: PLC0415 -- likewise
    from protocols.drawing import draw  # noqa: PLC0415 -- likewise
    from protocols.layout import lay_out  # noqa: PLC0415 -- likewise
    from protocols.parser import parse  # noqa: PLC0415 -- likewise
    from protocols.services import LIBRARY  # noqa: PLC0415 -- likewise
    from protocols.xml_reader import PARSER  # noqa: PLC0415 -- likewise

    xml = (LIBRARY / "p1_detection_identification.es.bpmn").read_bytes()
    definition = parse(xml)
    state, _events = engine.start(definition)

    def hundred_completions() -> None:
        for _ in range(100):
            engine.complete(definition, state, "t1", ANSWERS)

    print(f"P1: {len(xml) // 1024} KB, {len(definition.nodes)} elements")
    print(f"parse     {measure(lambda: parse(xml)):8.3f} ms")
    print(f"  of it lxml {measure(lambda: etree.fromstring(xml, PARSER)):5.3f} ms")
    # A copy has nothing worked out yet, like a file just read.
    print(f"check     {measure(lambda: check(replace(definition))):8.3f} ms")
    print(f"lay out   {measure(lambda: lay_out(definition)):8.3f} ms")
    print(f"draw      {measure(lambda: draw(definition, language='es')):8.3f} ms")
    print(f"start     {measure(lambda: engine.start(definition), 500):8.3f} ms")
    print(f"complete  {measure(hundred_completions) / 100:8.3f} ms")
    for path in sorted(LIBRARY.glob("*.bpmn")):
        one = parse(path.read_bytes())
        space = Space(one)
        moves = sum(len(visit.exits) for visit in space.visits)
        print(
            f"{path.stem:35} {len(one.steps):3} steps {len(space.visits):4} states "
            f"{moves:4} moves, check {measure(lambda one=one: check(replace(one)), 10):7.3f} ms"
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    main()
