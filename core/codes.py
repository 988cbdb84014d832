"""Codes that people say and type: eight random Crockford symbols and a check symbol.

40 random bits tell nothing of entity, year or order, and never authorise anything; the check
symbol (Damm over GF(32), x^5+x^2+1) finds every single wrong symbol and every swap of neighbours.
"""

import secrets

from django.utils.translation import gettext as _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 8
_FORGIVEN = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_SPOKEN = (
    *"0123456789",
    *"Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel Juliett Kilo Mike".split(),
    *"November Papa Quebec Romeo Sierra Tango Victor Whiskey X-ray Yankee Zulu".split(),
)


class MalformedCode(ValueError):
    """What was typed cannot be a code; the message says why, in the reader's language."""


def check_symbol(symbols: str) -> str:
    """Return the check symbol of canonical `symbols`."""
    state = 0
    for symbol in symbols:
        state ^= ALPHABET.index(symbol)
        state = ((state << 1) ^ (0x25 if state & 16 else 0)) & 31
    return ALPHABET[state]


def new_code() -> str:
    """Return a fresh code in its stored form, nine symbols without hyphens."""
    symbols = "".join(secrets.choice(ALPHABET) for _position in range(RANDOM_SYMBOLS))
    return symbols + check_symbol(symbols)


def show_code(code: str) -> str:
    """Return the form people see: `K7Q4-M9TR-V`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def read_code(typed: str) -> str:
    """Return the stored form of what somebody typed or heard.

    Case, spaces and hyphens do not matter; I and L are read as 1, O as 0. Raises MalformedCode
    when the length, a symbol or the check symbol is wrong.
    """
    code = typed.strip().upper().translate(_FORGIVEN)
    if len(code) != RANDOM_SYMBOLS + 1:
        raise MalformedCode(_("A code has nine letters and digits, like K7Q4-M9TR-V."))
    if any(symbol not in ALPHABET for symbol in code):
        raise MalformedCode(_("A code has only digits and letters, and never a U."))
    if check_symbol(code[:-1]) != code[-1]:
        raise MalformedCode(_("One letter or digit of this code is wrong. Check it again."))
    return code


def spell_code(code: str) -> str:
    """Return the code in the spelling alphabet of aviation, to be said over the telephone."""
    return " ".join(_SPOKEN[ALPHABET.index(symbol)] for symbol in code)
