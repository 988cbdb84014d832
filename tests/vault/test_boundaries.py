"""Nobody outside the vault goes round its doors."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "audit",
    "cases",
    "config",
    "core",
    "demo",
    "entities",
    "notices",
    "protocols",
    "referrals",
    "reports",
)


@pytest.mark.parametrize(
    "pattern",
    [
        r"vault\.(gate|envelope|keyring|providers|scanning|system_keys)\b",
        r"\bunseal_slot\b",
        r"\b(DataKey|Canary|ErasureLedger)\b",
    ],
)
def test_only_the_vault_opens_without_a_door(pattern: str) -> None:
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    using = [str(path) for path in sources if re.search(pattern, path.read_text(encoding="utf-8"))]
    assert len(sources) > 100
    assert using == []
