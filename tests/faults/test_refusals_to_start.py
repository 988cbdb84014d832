"""Servers that would do harm: they do not start, or answer without showing anything."""

import re
from pathlib import Path
from subprocess import Popen

import pytest

from tests.factories.entities import PASSWORD
from tests.faults.installation import WORKER, Installation, wait_until
from tests.faults.visitor import Answer, Visitor

pytestmark = pytest.mark.slow

SHOWN_TO_ANA = "/cases/ /referrals/ /referrals/inbox/ /cases/{code}/ /cases/{code}/history/".split()


def start_web(place: Installation) -> Popen[bytes]:
    """Start the web server as an installation does, without DEMO and DEBUG."""
    server = "-m gunicorn config.wsgi:application --worker-class gthread --no-control-socket"
    return place.start(*server.split(), "--bind", f"127.0.0.1:{place.port}", DEMO="0", DEBUG="0")


@pytest.fixture
def ana(filled: Installation) -> Visitor:
    """A caseworker who has signed in at a running site."""
    start_web(filled)
    visitor = Visitor(f"http://localhost:{filled.port}")
    wait_until(lambda: "Listening at" in filled.said())
    ((address,),) = filled.read("SELECT email FROM entities_user WHERE name = 'Ana'")
    assert visitor.sign_in(address, PASSWORD).status == 200
    return visitor


def codes_in(answer: Answer) -> set[str]:
    """Every code of a case on this page."""
    return set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b", answer.text))


@pytest.mark.parametrize(
    ("part", "wrong"), [("web", "kek"), ("worker", "keys.sqlite3"), ("beat", "kek")]
)
def test_nothing_starts_with_keys_of_another_installation(
    filled: Installation, tmp_path_factory: pytest.TempPathFactory, part: str, wrong: str
) -> None:
    other = Installation(tmp_path_factory.mktemp("other"))
    other.must_run("manage.py", "init_keys")
    swap(filled.folder / wrong, other.folder / wrong)
    before = filled.read("SELECT count(*) FROM audit_event")

    process = {
        "web": lambda: start_web(filled),
        "worker": lambda: filled.start(*WORKER),
        "beat": lambda: filled.start(*"-m celery -A config beat".split()),
    }[part]()

    assert process.wait(60) != 0
    said = " ".join(filled.said().split())
    assert re.search(
        r"The KEK in the file \S+/kek is \w{16}, but this installation was made with \w{16}", said
    )
    wait_until(lambda: not filled.processes(), seconds=10)
    assert filled.read("SELECT count(*) FROM audit_event") == before
    assert filled.read("SELECT 1 FROM notices_outboxmail WHERE attempts > 0") == []


def swap(one: Path, other: Path) -> None:
    """Exchange two files."""
    first, second = one.read_bytes(), other.read_bytes()
    for path, content in ((one, second), (other, first)):
        mode = path.stat().st_mode
        path.unlink()
        path.write_bytes(content)
        path.chmod(mode)


def test_demo_says_which_key_is_missing(prepared: Installation) -> None:
    (prepared.folder / "kek").unlink()

    refused = prepared.run(*"manage.py demo --data-only --cases 1".split())

    assert refused.returncode == 1
    assert refused.stderr.startswith(
        f"CommandError: The KEK file {prepared.folder / 'kek'} is missing."
    )
    assert len(refused.stderr.splitlines()) == 1


def test_nothing_is_shown_while_the_log_cannot_be_written(
    filled: Installation, ana: Visitor
) -> None:
    code = min(codes_in(ana.ask("/cases/")))
    pages = [page.format(code=code) for page in SHOWN_TO_ANA]
    assert [ana.ask(page).status for page in pages] == [200] * len(pages)

    filled.write("ALTER TABLE audit_event RENAME TO lost")
    answers = [ana.ask(page) for page in pages]
    stranger = Visitor(ana.site)
    ((address,),) = filled.read("SELECT email FROM entities_user WHERE name = 'Ana'")
    signing_in = stranger.sign_in(address, PASSWORD)

    assert [answer.status for answer in [*answers, signing_in]] == [503] * (len(pages) + 1)
    assert set().union(*(codes_in(answer) for answer in answers)) <= {code}  # her own address
    assert all("the record could not be written" in answer.text for answer in answers)
    assert "Sign in" in stranger.ask("/cases/").text
    assert "Traceback" not in filled.said()

    filled.write("ALTER TABLE lost RENAME TO audit_event")
    assert [ana.ask(page).status for page in pages] == [200] * len(pages)


def test_fault_of_ours_shows_a_page_without_its_traceback(
    filled: Installation, ana: Visitor
) -> None:
    filled.write("ALTER TABLE cases_casecode RENAME TO lost")

    answer = ana.ask("/cases/")

    assert answer.status == 500
    assert "Something broke on our side" in answer.text
    for telling in ("Traceback", "OperationalError", "cases_casecode", "DEBUG", "settings"):
        assert telling not in answer.text
    assert "no such table: cases_casecode" in filled.said()
