"""Sealed columns for models.

A model with sealed fields has a UUID primary key made before INSERT, and `data_key_id` (a column
or a property) that names the data key under which it seals. The column is always nullable: what
is empty is NULL, so that "has she a telephone?" needs no key. Whether a field is filled is all
that can be asked: any other lookup, and `update()` with plaintext, raise FieldError.

The value is bound to model label, field name and row: renaming a sealed model or field is a data
migration, not a schema one. JSON values are arrays or objects; each reading gives a fresh copy.
"""

from vault.blind_index import BlindIndexField
from vault.fields.base import SealedField
from vault.fields.kinds import EncryptedDateField, EncryptedJSONField, EncryptedTextField
from vault.fields.listing import gated_fields, sealed_fields, sealing_keys

__all__ = [
    "BlindIndexField",
    "EncryptedDateField",
    "EncryptedJSONField",
    "EncryptedTextField",
    "SealedField",
    "gated_fields",
    "sealed_fields",
    "sealing_keys",
]
