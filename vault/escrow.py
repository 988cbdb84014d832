"""The key-encryption key on paper: shares for three people, put together again by any two."""

import base64
import hmac
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from audit.enums import AuditAction
from audit.services import record_read
from vault.exceptions import KeyUnavailable, VaultRefused
from vault.providers import fingerprint, kek_provider, parse_keys, read_kek, read_kek_text
from vault.setup import write_once
from vault.shares import NEEDED, MistypedShare, Share, join, print_share, read_share, split
from vault.startup import CANARY_CONTEXT, CANARY_TEXT, read_canary
from vault.wrapping import Wrapped


def make_shares() -> list[str]:
    """Return new shares of the active KEK as they are printed; recorded first.

    Shares of another printing do not go together with them. Raises VaultRefused when the KEK lies
    in no file; AuditUnavailable.
    """
    path = _kek_file()
    key, *older = parse_keys(read_kek_text(path), source=f"the file {path}")
    if older:
        raise VaultRefused(
            f"The file {path} holds more than one KEK. Run manage.py rotate_kek, take away all "
            "lines but the first, and then print the shares."
        )
    record_read(AuditAction.KEK_ESCROWED, by=None, details={"kek": kek_provider().active_id})
    return [print_share(Share(x, fingerprint(key), text)) for x, text in split(key).items()]


def restore_kek(typed: Sequence[str]) -> Path:
    """Put the KEK together from two shares and write its file; return where.

    Nothing is written unless the key bears the name on the shares and opens the canary. Raises
    MistypedShare; VaultRefused when there is a KEK already, or the keys are another KEK's.
    """
    path = _kek_file()
    if path.exists():
        raise VaultRefused(f"There is a KEK in {path} already; nothing was written.")
    key = _joined([read_share(text) for text in typed])
    text = base64.b64encode(key).decode()
    _require_canary(text)
    record_read(AuditAction.KEK_RESTORED, by=None, details={"kek": fingerprint(key)})
    if not write_once(path, lambda: text):
        raise VaultRefused(f"There is a KEK in {path} already; nothing was written.")
    return path


def _joined(shares: Sequence[Share]) -> bytes:
    by_number = {share.number: share.text for share in shares}
    if len(by_number) != NEEDED:
        raise MistypedShare("Two shares with different numbers are needed.")
    if len({share.name for share in shares}) != 1:
        raise MistypedShare("These shares are of different keys; look at what is printed on them.")
    key = join(by_number)
    if not hmac.compare_digest(fingerprint(key), shares[0].name):
        raise MistypedShare("These shares were printed at different times: take two of one set.")
    return key


def _require_canary(text: str) -> None:
    canary = read_canary()
    if canary is None:
        raise VaultRefused("The keys database holds no canary: restore that database first.")
    try:
        wrapped = Wrapped(canary.kek_id, bytes(canary.wrapped))
        opened = read_kek(text, source="the shares").unwrap(wrapped, CANARY_CONTEXT)
    except KeyUnavailable:
        opened = b""
    if not hmac.compare_digest(opened, CANARY_TEXT):
        raise VaultRefused(
            f"The keys database was made with the KEK {canary.kek_id}; these shares are of "
            "another. Nothing was written."
        )


def _kek_file() -> Path:
    if settings.KEK or not settings.KEK_FILE:
        raise VaultRefused("Shares are for a KEK in a file; a key server has its own.")
    return Path(settings.KEK_FILE)
