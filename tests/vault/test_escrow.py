"""The KEK in shares: the arithmetic, the paper, and a machine that never had the key."""

import os
import re
import shutil
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from audit.enums import AuditAction
from audit.models import Event
from tests.vault.conftest import python_in
from vault.escrow import make_shares, restore_kek
from vault.exceptions import VaultRefused
from vault.models import Canary
from vault.providers import _provider, kek_provider
from vault.setup import prepare_keys
from vault.shares import MistypedShare, Share, _times, join, print_share, read_share, split
from vault.startup import CANARY_CONTEXT, CANARY_TEXT

KEYS = st.binary(min_size=32, max_size=32)
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.mark.parametrize(
    ("one", "other", "product"),
    # FIPS 197, section 4.2 and 4.2.1; the last is the inverse of 0x53.
    [
        (0x57, 0x83, 0xC1),
        (0x57, 0x13, 0xFE),
        (0x57, 0x02, 0xAE),
        (0x57, 0x10, 0x07),
        (0x53, 0xCA, 0x01),
    ],
)
def test_multiplication_is_that_of_aes(one: int, other: int, product: int) -> None:
    assert _times(one, other) == _times(other, one) == product


def test_shares_lie_on_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.shares.os.urandom", lambda count: b"\x57\x02"[:count])
    assert split(b"\x00\xff") == {1: b"\x57\xfd", 2: b"\xae\xfb", 3: b"\xf9\xf9"}


@given(KEYS)
def test_any_two_shares_give_the_secret_back(secret: bytes) -> None:
    shares = split(secret)
    for pair in combinations(shares, 2):
        assert join({number: shares[number] for number in pair}) == secret
        assert join({number: shares[number] for number in reversed(pair)}) == secret


@given(KEYS, KEYS, st.integers(1, 3))
def test_one_share_fits_every_secret(secret: bytes, other: bytes, number: int) -> None:
    """For each other secret there is a second share that would give it: one alone tells nothing."""
    text = split(secret)[number]
    second = 1 if number != 1 else 2
    by_product = {_times(x, number): x for x in range(256)}
    slope = [by_product[a ^ b] for a, b in zip(text, other, strict=True)]
    fitting = bytes(b ^ _times(m, second) for b, m in zip(other, slope, strict=True))
    assert join({number: text, second: fitting}) == other


@given(KEYS, st.integers(1, 3), st.binary(min_size=8, max_size=8))
def test_share_is_read_as_it_was_printed(text: bytes, number: int, name: bytes) -> None:
    share = Share(number, name.hex(), text)
    printed = print_share(share)
    assert re.fullmatch(r"[123]/([0-9A-Z]{5}-){14}[0-9A-Z]{2}", printed)
    assert read_share(printed) == share
    assert read_share(printed.lower().replace("-", " ") + "\n") == share
    unclear = printed[2:].replace("0", "o").replace("1", "l")
    assert read_share(f"{number}/{unclear}") == share


@given(KEYS, st.integers(2, 87), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_named(text: bytes, place: int, sign: str) -> None:
    printed = print_share(Share(2, "00" * 8, text))
    if printed[place] in ("-", sign):
        return
    with pytest.raises(MistypedShare, match="Share 2 is mistyped"):
        read_share(printed[:place] + sign + printed[place + 1 :])


@given(st.text())
def test_anything_typed_is_a_share_or_refused(typed: str) -> None:
    with pytest.raises(MistypedShare):
        read_share(typed)
    with pytest.raises(MistypedShare):
        read_share(f"1/{typed}")


def test_number_of_another_share_is_noticed() -> None:
    printed = print_share(Share(2, "00" * 8, bytes(32)))
    with pytest.raises(MistypedShare, match="Share 3 is mistyped"):
        read_share("3" + printed[1:])


@pytest.fixture
def kek(settings: Any, tmp_path: Path, db: None) -> Path:
    """The KEK file of a new embedded installation."""
    settings.EMBEDDED, settings.KEK = True, ""
    settings.DATA_DIR = tmp_path
    settings.KEK_FILE = tmp_path / "kek"
    _provider.cache_clear()
    prepare_keys()
    return tmp_path / "kek"


@pytest.mark.django_db
def test_kek_comes_back_from_any_two_shares(kek: Path) -> None:
    shares, before = make_shares(), kek.read_text()
    for pair in combinations(shares, 2):
        kek.unlink()
        assert restore_kek(pair) == kek
        assert kek.read_text() == before
        assert kek.stat().st_mode & 0o777 == 0o400
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {AuditAction.KEK_ESCROWED, AuditAction.KEK_RESTORED}


@pytest.mark.django_db
def test_restoring_never_overwrites_a_kek(kek: Path) -> None:
    shares = make_shares()
    with pytest.raises(VaultRefused, match="already"):
        restore_kek(shares[:2])


@pytest.mark.django_db
def test_shares_that_do_not_go_together_are_refused(kek: Path) -> None:
    one, other = make_shares(), make_shares()
    kek.unlink()
    with pytest.raises(MistypedShare, match="different numbers"):
        restore_kek([one[0], one[0]])
    with pytest.raises(MistypedShare, match="different times"):
        restore_kek([one[0], other[1]])
    strange = print_share(Share(2, "ff" * 8, bytes(32)))
    with pytest.raises(MistypedShare, match="different keys"):
        restore_kek([one[0], strange])
    assert not kek.exists()


@pytest.mark.django_db
def test_shares_of_another_installation_are_refused(kek: Path) -> None:
    shares = make_shares()
    kek.unlink()
    kek.write_text("QUFB" * 10 + "QUE=")
    kek.chmod(0o400)
    _provider.cache_clear()
    wrapped = kek_provider().wrap(CANARY_TEXT, CANARY_CONTEXT)
    Canary.objects.update(wrapped=wrapped.blob, kek_id=wrapped.kek_id)
    kek.unlink()
    with pytest.raises(VaultRefused, match=f"made with the KEK {wrapped.kek_id}"):
        restore_kek(shares[:2])
    Canary.objects.all().delete()
    with pytest.raises(VaultRefused, match="holds no canary"):
        restore_kek(shares[:2])
    assert not kek.exists()


@pytest.mark.django_db
def test_only_one_kek_in_a_file_has_shares(kek: Path, settings: Any) -> None:
    text = kek.read_text()
    kek.chmod(0o600)
    kek.write_text(text + "A" * 43 + "=\n")
    kek.chmod(0o400)
    with pytest.raises(CommandError, match="more than one KEK"):
        call_command("kek_escrow")
    settings.KEK = text.strip()
    with pytest.raises(CommandError, match="KEK in a file"):
        call_command("kek_escrow")


@pytest.mark.django_db
def test_nothing_is_printed_that_is_not_recorded(kek: Path, settings: Any) -> None:
    settings.AUDIT_READ_ALIAS = "keys"
    out = StringIO()
    with pytest.raises(CommandError, match="nothing is printed"):
        call_command("kek_escrow", stdout=out)
    assert out.getvalue() == ""


@pytest.mark.slow
def test_machine_that_never_had_the_kek_opens_what_was_sealed(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    run = python_in(old)
    for command in (("init_keys",), ("migrate", "--no-input")):
        done = run("manage.py", *command)
        assert done.returncode == 0, done.stderr
    sealed = run("-c", SEAL).stdout.strip()
    printed = run("manage.py", "kek_escrow").stdout
    shares = [line for line in printed.splitlines() if re.match(r"[123]/", line)]
    assert len(shares) == 3

    new.mkdir()
    for database in old.glob("*.sqlite3*"):
        shutil.copy(database, new)
    there = python_in(new)
    wrong = shares[0][:-1] + ("A" if shares[0][-1] != "A" else "B")
    refused = there("manage.py", "kek_restore", stdin=f"{wrong}\n{shares[2]}\n")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Share 1 is mistyped" in refused.stderr
    done = there("manage.py", "kek_restore", stdin=f"{shares[0]}\n{shares[2]}\n")
    assert done.stdout == f"The KEK is in {new / 'kek'}. Run: manage.py init_keys\n", done.stderr
    assert there("manage.py", "init_keys").stdout == "Made: secret key.\n"
    assert there("-c", OPEN, sealed).stdout == "Her lawyer asks\n"
    assert os.environ.get("KEK") is None


SEAL = """
import django
django.setup()
from vault.services import JustificationSealer
print(JustificationSealer().seal("Her lawyer asks"))
"""
OPEN = """
import sys
import django
django.setup()
from vault.services import JustificationSealer
print(JustificationSealer().open(sys.argv[1]))
"""
