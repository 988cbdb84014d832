"""Tells in the log that two searches were for one name, without telling the name (docs/adr/0007)."""

import hmac

from vault.keyring import keyring
from vault.system_keys import system_key

OWNER = "vault:name-fingerprints"
# Of a month's searches hardly two different names share one; of a dictionary of names, many do.
BITS = 24


def fingerprint(comparable: str) -> str:
    """Return the mark of a normalised query: 24 bits of a keyed hash, in hex.

    The key is the product's own and used for nothing else, so a mark cannot be compared with a
    blind index, nor made without the key-encryption key.
    """
    digest = hmac.digest(keyring.key(system_key(OWNER)), comparable.encode(), "sha256")
    return digest.hex()[: BITS // 4]
