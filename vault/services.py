"""What other rooms ask of the vault besides fields and doors."""

from uuid import UUID

from vault.system_keys import new_data_key


def create_data_key(*, owner: str) -> UUID:
    """Return a new data key for a thing of this kind ("person", "case"), already committed.

    Call it before the transaction that stores its owner: the key commits first, so that nothing
    is ever sealed under a key that a crash took away. A key whose owner never came is swept.
    """
    return new_data_key(owner=owner)
