"""What a form shows of the findings: what must go, with a word in its place, and what is asked.

To people who may not reveal her identity nothing may tell that the vault agreed: for them a name of
the vault is a "possible name" like any other, asked about and not refused, and what only the vault
could tell is shown in the same words as what anybody could see. It is for the caller to limit how
often one may ask.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.guard.findings import Finding, Kind, Tier, without_the_vault

# Said of the stretch of text, in the language of the page.
LABELS: dict[Kind, Promise] = {
    Kind.VAULT_NAME: _("Her name"),
    Kind.VAULT_VALUE: _("A detail of her identity"),
    Kind.PERSON: _("Possible name of a person"),
    Kind.PHONE: _("Telephone number"),
    Kind.EMAIL: _("E-mail address"),
    Kind.DOCUMENT: _("Number of a document"),
    Kind.BIRTH_DATE: _("Possible date of birth"),
    Kind.ADDRESS: _("Exact address"),
    Kind.WEB: _("Personal page or web address"),
    Kind.ACCOUNT: _("Bank account or card"),
    Kind.PLATE: _("Number plate"),
    Kind.NUMBER: _("Long number"),
}

# Put into the text, in the language it is written in; the page's language is only the first guess.
NEUTRAL: dict[str, dict[Kind, str]] = {
    "en": {
        Kind.VAULT_NAME: "the person",
        Kind.PERSON: "another person",
        Kind.PHONE: "[telephone]",
        Kind.EMAIL: "[e-mail]",
        Kind.DOCUMENT: "[document]",
        Kind.BIRTH_DATE: "[date of birth]",
        Kind.ADDRESS: "[address]",
        Kind.WEB: "[web page]",
        Kind.ACCOUNT: "[bank account]",
        Kind.PLATE: "[number plate]",
        Kind.NUMBER: "[number]",
    },
    "es": {
        Kind.VAULT_NAME: "la persona",
        Kind.PERSON: "otra persona",
        Kind.PHONE: "[teléfono]",
        Kind.EMAIL: "[correo electrónico]",
        Kind.DOCUMENT: "[documento]",
        Kind.BIRTH_DATE: "[fecha de nacimiento]",
        Kind.ADDRESS: "[dirección]",
        Kind.WEB: "[página web]",
        Kind.ACCOUNT: "[cuenta bancaria]",
        Kind.PLATE: "[matrícula]",
        Kind.NUMBER: "[número]",
    },
    "eu": {
        Kind.VAULT_NAME: "pertsona",
        Kind.PERSON: "beste pertsona",
        Kind.PHONE: "[telefonoa]",
        Kind.EMAIL: "[helbide elektronikoa]",
        Kind.DOCUMENT: "[agiria]",
        Kind.BIRTH_DATE: "[jaioteguna]",
        Kind.ADDRESS: "[helbidea]",
        Kind.WEB: "[webgunea]",
        Kind.ACCOUNT: "[banku-kontua]",
        Kind.PLATE: "[matrikula]",
        Kind.NUMBER: "[zenbakia]",
    },
    "pt": {
        Kind.VAULT_NAME: "a pessoa",
        Kind.PERSON: "outra pessoa",
        Kind.PHONE: "[telefone]",
        Kind.EMAIL: "[e-mail]",
        Kind.DOCUMENT: "[documento]",
        Kind.BIRTH_DATE: "[data de nascimento]",
        Kind.ADDRESS: "[morada]",
        Kind.WEB: "[página web]",
        Kind.ACCOUNT: "[conta bancária]",
        Kind.PLATE: "[matrícula]",
        Kind.NUMBER: "[número]",
    },
}
BLOCKED = _("This must not stand in the text. Replace it, then save again.")
ASKED = _("This may lead to a person. Replace it, or say why it has to stay.")
SENTENCE_ENDS = re.compile(r"[.!?\n¿¡«\"]\s{0,2}$")


@dataclass(frozen=True)
class Shown:
    """One finding as a form shows it.

    `start` and `end` are the stretch to put `replacement` for, a Basque ending included; `blocks`
    says that the text is not kept while it stands, else a reason is asked. `kind` is what the
    reader may take it for.
    """

    start: int
    end: int
    label: Promise
    advice: Promise
    replacement: str
    blocks: bool
    kind: Kind


def show(text: str, findings: Iterable[Finding], *, language: str, may_reveal: bool) -> list[Shown]:
    """Return what a form shows of the findings in this text, in their order.

    `language` is that of the page (es, eu, pt, en), the guess for the text's own; a Basque ending
    shows that the text is Basque. `may_reveal` tells whether the reader may reveal the identity of
    the person the text is about.
    """
    findings = list(findings)
    is_basque = any(finding.ending for finding in findings)
    words = NEUTRAL["eu"] if is_basque else NEUTRAL.get(language, NEUTRAL["en"])
    shown = []
    for finding in findings:
        seen = finding if may_reveal else without_the_vault(finding)
        blocks = seen.tier is Tier.HARD
        shown.append(
            Shown(
                finding.start,
                finding.end + len(finding.ending),
                LABELS[seen.kind],
                BLOCKED if blocks else ASKED,
                _replacement(text, seen, words),
                blocks,
                seen.kind,
            )
        )
    return shown


def replace_all(text: str, shown: Iterable[Shown]) -> str:
    """Return the text with every shown stretch replaced."""
    for each in sorted(shown, key=lambda each: each.start, reverse=True):
        text = text[: each.start] + each.replacement + text[each.end :]
    return text


def _replacement(text: str, finding: Finding, words: dict[Kind, str]) -> str:
    kind = Kind.NUMBER if finding.kind is Kind.VAULT_VALUE else finding.kind
    word = words[kind] + _ending(finding.ending)
    if not finding.start or SENTENCE_ENDS.search(text[max(finding.start - 3, 0) : finding.start]):
        return word[0].upper() + word[1:]
    return word


def _ending(ending: str) -> str:
    """Return a Basque ending as it follows a vowel: ek is k, i is ri, ekin is rekin."""
    bare = ending.removeprefix("-")
    if bare == "i":
        return "ri"
    if bare in {"ek", "ez", "eko", "etik"}:
        return bare[1:]
    if bare.startswith("en"):
        return "r" + bare
    return {"ekin": "rekin", "era": "ra"}.get(bare, bare)
