"""How many invented cases a second are simulated, on the library's P1 and on one step.

    python -m benchmarks.simulation

Prints cases and moves a second of CPU time.
"""

import os
import time

import django


def main() -> None:
    """Measure and print."""
    from protocols.parser import parse  # noqa: PLC0415 -- after django.setup()
    from protocols.services import LIBRARY  # noqa: PLC0415 -- likewise
    from protocols.simulation.assumptions import Assumptions  # noqa: PLC0415 -- likewise
    from protocols.simulation.runner import Simulation  # noqa: PLC0415 -- likewise

    for name in ("p1_detection_identification.es", "p3_integral_care_plan.es"):
        definition = parse((LIBRARY / f"{name}.bpmn").read_bytes())
        start = time.process_time()
        simulation = Simulation(definition, Assumptions(cases_per_week=20, weeks=52))
        simulation.run()
        seconds = time.process_time() - start
        cases, moves = len(simulation.journeys), simulation.moves
        print(f"{name:32} {cases / seconds:8.0f} cases/s {moves / seconds:8.0f} moves/s")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    main()
