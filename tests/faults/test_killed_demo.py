"""The demonstration: killed at any moment it goes on with what is there, and leaves nothing running."""

import http.client
import os
import signal
import socket
from random import Random
from time import monotonic

import pytest

from tests.faults.installation import Installation, wait_until

pytestmark = pytest.mark.slow

CASES = 3
FILL = f"manage.py demo --data-only --cases {CASES}".split()
COUNTED = """
  SELECT 'entities', count(*) FROM entities_entity UNION ALL
  SELECT 'people', count(*) FROM entities_user UNION ALL
  SELECT 'services', count(*) FROM entities_service UNION ALL
  SELECT 'versions', count(*) FROM protocols_protocolversion UNION ALL
  SELECT 'cases', count(*) FROM cases_case UNION ALL
  SELECT 'runs', count(*) FROM referrals_run UNION ALL
  SELECT 'referrals', count(*) FROM referrals_referral UNION ALL
  SELECT 'events', count(*) FROM audit_event
"""


def serve(place: Installation) -> list[str]:
    return [*"manage.py demo --cases 1 --port".split(), str(place.port)]


def answers(place: Installation) -> bool:
    """Say whether the site answers."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def port_is_free(place: Installation) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", place.port))
        except OSError:
            return False
        return True


def kill_after(place: Installation, seconds: float) -> int:
    """Start filling the folder and kill -9 it at that moment; say how it ended."""
    filling = place.start(*FILL)
    end = monotonic() + seconds
    wait_until(lambda: monotonic() > end or filling.poll() is not None)
    filling.kill()
    return filling.wait()


def test_demo_killed_while_it_is_made_goes_on_and_is_made_once(installation: Installation) -> None:
    installation.must_run("manage.py", "init_keys")
    dice = Random()
    moments = sorted(dice.uniform(0.5, 5) for _kill in range(3))
    killed = [kill_after(installation, moment) for moment in moments]
    assert -signal.SIGKILL in killed, moments

    said = installation.must_run(*FILL)
    made = dict(installation.read(COUNTED))

    assert f"The invented network is in {installation.folder}" in said
    assert made["cases"] == CASES, moments
    installation.must_run(*FILL)
    assert dict(installation.read(COUNTED)) == made
    assert installation.read("PRAGMA integrity_check") == [("ok",)]
    assert installation.read("PRAGMA foreign_key_check") == []


def test_demo_that_is_killed_takes_its_processes_along(furnished: Installation) -> None:
    demo = furnished.start(*serve(furnished))
    wait_until(lambda: answers(furnished), seconds=60, every=0.05)
    assert len(furnished.processes()) >= 4  # itself, two of the web server, worker and timetable

    demo.kill()
    demo.wait()

    wait_until(lambda: not furnished.processes(), seconds=20, every=0.05)
    assert port_is_free(furnished)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_demo_that_is_asked_to_stop_ends_well(
    furnished: Installation, stop: signal.Signals
) -> None:
    demo = furnished.start(*serve(furnished))
    wait_until(lambda: answers(furnished), seconds=60, every=0.05)

    demo.send_signal(stop)

    assert demo.wait(20) == 0
    assert furnished.processes() == set()
    assert port_is_free(furnished)
    assert "Traceback" not in furnished.said()


@pytest.mark.parametrize("presses", [1, 3])
def test_ctrl_c_in_the_terminal_ends_all_and_frees_the_port(
    furnished: Installation, presses: int
) -> None:
    """The terminal sends it to every process of the group at once, not to the demo alone."""
    demo = furnished.start(*serve(furnished))
    wait_until(lambda: answers(furnished), seconds=60, every=0.05)

    for _press in range(presses):
        os.killpg(demo.pid, signal.SIGINT)

    assert demo.wait(20) == 0
    wait_until(lambda: not furnished.processes(), seconds=5, every=0.05)
    assert port_is_free(furnished)
    assert "Traceback" not in furnished.said()


@pytest.mark.parametrize("part", ["gunicorn", "celery"])
def test_demo_stops_with_a_part_of_it(furnished: Installation, part: str) -> None:
    demo = furnished.start(*serve(furnished))
    wait_until(lambda: answers(furnished), seconds=60, every=0.05)

    furnished.kill_children(demo.pid, part)

    assert demo.wait(20) == 1
    assert "A part of the demonstration stopped" in furnished.said()
    wait_until(lambda: not furnished.processes(), seconds=20)


def test_demo_refuses_a_port_that_is_in_use(furnished: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        refused = furnished.run("manage.py", "demo", "--port", port)

    assert refused.returncode == 1
    assert refused.stderr == (
        f"CommandError: Port {port} is in use or not allowed. Choose another: make demo PORT=8001\n"
    )


def test_demo_refuses_a_port_that_is_none(furnished: Installation) -> None:
    refused = furnished.run("manage.py", "demo", "--port", "99999")

    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: Port 99999 is in use or not allowed.")
