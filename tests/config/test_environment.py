"""Settings refuse to start when the environment is wrong, and say which variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = {
    "DATABASE_URL": "postgres://u@localhost/a",
    "KEYS_DATABASE_URL": "postgres://u@localhost/b",
    "BROKER_URL": "redis://localhost",
    "PUBLIC_URL": "https://bidelagun.example",
    "SECRET_KEY": "s" * 50,
}


def load(expression: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"from config import settings; print({expression})"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"KEYS_DATABASE_URL": ""}, "KEYS_DATABASE_URL"),
        ({"KEYS_DATABASE_URL": INSTALLED["DATABASE_URL"]}, "KEYS_DATABASE_URL"),
        ({"DATABASE_URL": "mysql://u@localhost/a"}, "DATABASE_URL"),
        ({"BROKER_URL": ""}, "BROKER_URL"),
        ({"BROKER_URL": "amqp://localhost"}, "BROKER_URL"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ftp://x"}, "PUBLIC_URL"),
        ({"EMAIL_URL": "pigeon://x"}, "EMAIL_URL"),
        ({"DEMO": "1"}, "DEMO"),
        ({"PROXIES": "-1"}, "PROXIES"),
        ({"DEBUG": "yes"}, "DEBUG"),
        ({"KEK_TRANSIT_URL": "bao.example"}, "KEK_TRANSIT_URL"),
        ({"KEK_TRANSIT_URL": "http://bao.example", "KEK_TRANSIT_TOKEN": "t"}, "KEK_TRANSIT_URL"),
        ({"KEK_TRANSIT_URL": "https://bao.example"}, "KEK_TRANSIT_TOKEN"),
        (
            {"KEK_TRANSIT_URL": "https://b", "KEK_TRANSIT_TOKEN": "t", "KEK_FILE": "/kek"},
            "KEK_TRANSIT_URL",
        ),
        ({"KEK_TRANSIT_SECONDS": "0"}, "KEK_TRANSIT_SECONDS"),
    ],
)
def test_wrong_environment_is_refused_by_name(change: dict[str, str], named: str) -> None:
    answer = load("1", **{**INSTALLED, **change})

    assert answer.returncode == 1
    assert named in answer.stderr.splitlines()[-1]


def test_installed_environment_is_secure() -> None:
    answer = load(
        "settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_NAME, settings.AUDIT_READ_ALIAS",
        **INSTALLED,
    )

    assert answer.stdout.strip() == "True __Host-session audit"


def test_empty_environment_is_embedded_and_writes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    answer = load("settings.EMBEDDED, settings.AUDIT_READ_ALIAS", BIDELAGUN_DATA_DIR=str(data))

    assert answer.stdout.strip() == "True default"
    assert not data.exists()


def test_key_server_takes_the_place_of_the_file() -> None:
    server = {"KEK_TRANSIT_URL": "https://bao.example", "KEK_TRANSIT_TOKEN_FILE": "/run/token"}
    answer = load(
        "settings.KEK_FILE == '', settings.KEK_TRANSIT['mount'], settings.KEK_TRANSIT['key']",
        **server,
    )

    assert answer.stdout.strip() == "True transit bidelagun"


def test_what_a_process_writes_is_for_its_own_account_alone() -> None:
    assert load("oct(__import__('os').umask(0))").stdout.strip() == "0o77"
