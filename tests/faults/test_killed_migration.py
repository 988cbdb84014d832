"""Kill -9 while running cases go over, or back: each has gone over wholly or not at all, once."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.installation import WORKER, Installation, wait_until
from tests.faults.scene_versions import RUNS

pytestmark = pytest.mark.slow

SCENE = "from tests.faults import scene_versions; scene_versions."
MOVED = "SELECT id FROM referrals_runmigration WHERE outcome = 'moved'"
BACK = "SELECT id FROM referrals_runmigration WHERE outcome = 'taken_back'"
# Where a run stands in every table that speaks of it.
STANDING = """
SELECT
  (SELECT number FROM protocols_protocolversion WHERE id = run.version_id),
  (SELECT group_concat(element || ' ' || status, ', ')
     FROM (SELECT * FROM referrals_step WHERE run_id = run.id ORDER BY element)),
  (SELECT group_concat(element || iif(done_at IS NULL, ' armed', ' done'), ', ')
     FROM (SELECT * FROM referrals_timer WHERE run_id = run.id ORDER BY rowid)),
  (SELECT count(*) FROM referrals_runevent WHERE run_id = run.id AND kind = 'run_migrated'),
  (SELECT count(*) FROM audit_event WHERE target = run.id AND kind LIKE 'run:%'
      AND kind != 'run:started'),
  (SELECT outcome FROM referrals_runmigration WHERE run_id = run.id)
FROM referrals_run run
"""
OLD = "ask done, interview open, plan open"
NEW = f"{OLD}, safety open"
BEFORE = (1, OLD, None, 0, 0, "waiting")
OVER = (2, NEW, "clock armed", 1, 1, "moved")
AGAIN = (1, OLD, None, 2, 2, "taken_back")


@pytest.fixture(scope="session")
def _under_way(_prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("under_way")
    shutil.copytree(_prepared, folder, dirs_exist_ok=True)
    Installation(folder).must_run("manage.py", "shell", "-v0", "-c", f"{SCENE}fill()")
    return folder


@pytest.fixture
def under_way(_under_way: Path, installation: Installation) -> Installation:
    """An installation in which runs are about to go over."""
    shutil.copytree(_under_way, installation.folder, dirs_exist_ok=True)
    return installation


def tell(place: Installation, what: str = "tell()") -> str:
    return place.must_run("manage.py", "shell", "-v0", "-c", f"{SCENE}{what}")


def work_until_killed(place: Installation, done: str) -> None:
    worker = place.start(*WORKER)
    wait_until(lambda: len(place.read(done)) >= 5)
    worker.kill()
    worker.wait()


def work_to_the_end(place: Installation, done: str) -> None:
    worker = place.start(*WORKER)
    place.must_run("-m", "celery", "-A", "config", "call", "referrals.migrate_runs")
    wait_until(lambda: len(place.read(done)) == RUNS)
    status = "SELECT 1 FROM referrals_migrationplan WHERE status IN ('done', 'taken_back')"
    wait_until(lambda: place.read(status))
    worker.kill()
    worker.wait()


def test_worker_killed_while_runs_go_over_and_back_leaves_none_half_done(
    under_way: Installation,
) -> None:
    as_before = tell(under_way)
    assert Counter(under_way.read(STANDING)) == {BEFORE: RUNS}

    work_until_killed(under_way, MOVED)
    assert set(under_way.read(STANDING)) == {BEFORE, OVER}
    work_to_the_end(under_way, MOVED)
    assert Counter(under_way.read(STANDING)) == {OVER: RUNS}

    tell(under_way, "take_back()")
    work_until_killed(under_way, BACK)
    assert set(under_way.read(STANDING)) == {OVER, AGAIN}
    work_to_the_end(under_way, BACK)
    assert Counter(under_way.read(STANDING)) == {AGAIN: RUNS}
    assert tell(under_way) == as_before
