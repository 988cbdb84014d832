"""What the guard finds: the measure on labelled sentences, and every trick by itself."""

import datetime as dt

import pytest

from benchmarks.guard import PRECISION, RECALL, own, research, score
from cases.guard import KnownIdentity, scan
from cases.guard.findings import Finding, Kind, Tier, without_overlaps

TODAY = dt.date(2026, 11, 22)
HER = KnownIdentity(
    ("Blessing Osagie", "María de la Luz Fernández Gómez", "Khadija El Ouardi"),
    ("Joy",),
    dt.date(1998, 3, 14),
    ("AB-1234/X",),
)


def found(text: str, identity: KnownIdentity = HER) -> list[tuple[str, str, str]]:
    """Return the stretches found, with what they are and how sure."""
    return [
        (text[f.start : f.end], f.kind.value, f.tier.value)
        for f in scan(text, identity, today=TODAY)
    ]


def test_the_guard_reaches_its_measure_on_the_research_sentences():
    got = score(research())

    assert got.marked > 70
    assert got.recall >= RECALL
    assert got.precision >= PRECISION


@pytest.mark.parametrize("name", ["own_first", "own_second", "own_third"])
def test_the_guard_does_not_fall_back_on_our_own_sentences(name):
    got = score(own(name))

    assert got.marked + got.clean >= 60
    assert got.recall >= 0.97
    assert got.precision >= 0.96


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Llama blessing desde el hospital? No: Blessing.", "Blessing"),
        ("Blesing Osagi no vino.", "Blesing Osagi"),
        ("BLESSING OSAGIE firma.", "BLESSING OSAGIE"),
        ("Ble\u0301ssing firma.", "Ble\u0301ssing"),
        ("B\u200bles\u200bsing firma.", "B\u200bles\u200bsing"),
        ("\u0412l\u0435ssing firma.", "\u0412l\u0435ssing"),
        ("\uff22lessing firma.", "\uff22lessing"),
        ("Se lee B l e s s i n g en la bolsa.", "B l e s s i n g"),
        ("Fernandez y Gomez son sus apellidos.", "Fernandez y Gomez"),
        ("Jadiya ha venido.", "Jadiya"),
        ("Elouardi ha venido.", "Elouardi"),
        ("la chica, khadija, duerme.", "khadija"),
        ("Ayer Joy no cenó.", "Joy"),
    ],
)
def test_her_names_are_found_in_every_guise(text, name):
    assert (name, "vault_name", "hard") in found(text)


@pytest.mark.parametrize(
    ("word", "stem", "ending"),
    [
        ("Blessingek", "Blessing", "ek"),
        ("Blessingi", "Blessing", "i"),
        ("Blessingen", "Blessing", "en"),
        ("Blessingekin", "Blessing", "ekin"),
        ("Blessingengana", "Blessing", "engana"),
        ("Blessingengandik", "Blessing", "engandik"),
        ("Khadijak", "Khadija", "k"),
        ("Khadijari", "Khadija", "ri"),
        ("Khadijarentzat", "Khadija", "rentzat"),
        ("Osagierekin", "Osagie", "rekin"),
        ("Joyrekin", "Joy", "rekin"),
        ("Blessing-ek", "Blessing", "-ek"),
    ],
)
def test_basque_endings_are_stripped_and_told(word, stem, ending):
    (finding,) = scan(f"{word} hitz egin du.", HER, today=TODAY)

    assert (finding.start, finding.end, finding.ending) == (0, len(stem), ending)


@pytest.mark.parametrize(
    "text",
    [
        "It was a blessing and a joy.",
        "Se fue la luz en el piso.",
        "Virgen de la Luz es el nombre de la parroquia.",
        "Luz de emergencia encendida.",
        "Próxima cita: 14/03/2026 a las 10:30.",
        "Se abonan 1.250.000 euros y 430,50 euros.",
        "Plan 2021-2024, expediente 2025/00412, NIG 48020.43.2.2025/0001234.",
        "Processo n.º 1234/25.0JAPRT.",
        "Directiva 2011/36/UE, de 5 de abril de 2011.",
        "Código Penal, artículo 177 bis; Ley Orgánica 4/2000.",
        "K7Q4-M9TR-V es el código del caso.",
        "Sale a la calle a las 10 y vuelve a las 14.",
        "Contacta con Cáritas, con la Cruz Roja y con Osakidetza.",
        "El Hospital de Santo António la cita en mayo.",
        "",
        "   \n",
    ],
)
def test_what_gives_nobody_away_passes(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "stretch", "kind", "tier"),
    [
        ("Tel. 6 0 0 - 1 2 3 - 4 5 6", "6 0 0 - 1 2 3 - 4 5 6", "phone", "hard"),
        ("Es 944.123.456.", "944.123.456", "phone", "hard"),
        ("Es 612345678 944123456 o", "612345678", "phone", "hard"),
        ("Es 612345678 944123456 o", "944123456", "phone", "hard"),
        ("\uff16\uff11\uff12345678 zenbakia", "\uff16\uff11\uff12345678", "phone", "hard"),
        ("seis cero cero uno dos tres cuatro cinco seis", None, "phone", "hard"),
        ("um dois tres quatro cinco seis sete", None, "phone", "soft"),
        ("+234 803 456 7890 da", "+234 803 456 7890", "phone", "hard"),
        ("ana arroba correo punto es", None, "email", "hard"),
        ("a.b@c.example!", "a.b@c.example", "email", "hard"),
        ("DNI 43824042-A caducado", "43824042-A", "document", "hard"),
        ("consta 43824042-B caducado", "43824042-B", "document", "soft"),
        ("NIE Y 7782552 X.", "Y 7782552 X", "document", "hard"),
        ("NISS 19281590139.", "19281590139", "document", "hard"),
        ("consta 013610201049 allí", "013610201049", "document", "hard"),
        ("cartão 36007474 9 ZY7.", "36007474 9 ZY7", "document", "hard"),
        ("pasaporte 054873921 expedido", "054873921", "document", "hard"),
        ("4954 8620 5798 6821 da", "4954 8620 5798 6821", "account", "hard"),
        ("ES72 2095 5033 1773 7062 6952 abierta", None, "account", "hard"),
        ("nacida el 3 de mayo de 2001", "3 de mayo de 2001", "birth_date", "hard"),
        ("1998ko martxoaren 14an etorri", "1998ko martxoaren 14", "birth_date", "hard"),
        ("consta 14/3/98 en", "14/3/98", "birth_date", "hard"),
        ("consta 5/6/1999 en", "5/6/1999", "birth_date", "soft"),
        ("Vive en C/ Dos de Mayo 4", "C/ Dos de Mayo 4", "address", "hard"),
        ("4000-123 Porto", "4000-123", "address", "hard"),
        ("en 43.2630, -2.9350 está", "43.2630, -2.9350", "address", "hard"),
        ("Su pareja, Wilson, grita", "Wilson", "person", "soft"),
        ("instagram.com/la.joy", None, "web", "hard"),
        ("el coche 4821 KLM espera", "4821 KLM", "plate", "hard"),
        ("el 1234567 consta", "1234567", "number", "soft"),
        ("consta AB1234X ahí", "AB1234X", "vault_value", "hard"),
    ],
)
def test_each_kind_is_found_where_it_stands(text, stretch, kind, tier):
    if stretch is None:
        assert (kind, tier) in {(k, t) for _, k, t in found(text)}
    else:
        assert (stretch, kind, tier) in found(text)


def test_offsets_count_code_points_of_the_text_as_given():
    text = "😀😀 e\u0301\u200b: Blessing \u0301, 612345678"

    assert [text[f.start : f.end] for f in scan(text, HER, today=TODAY)] == [
        "Blessing",
        "612345678",
    ]


def test_without_an_identity_nothing_of_hers_is_looked_for():
    assert found("Ouardi, 14/03/2020, AB1234X", KnownIdentity()) == []


def test_findings_do_not_overlap_and_the_surer_one_wins():
    soft = Finding(0, 10, Kind.NUMBER, Tier.SOFT)
    hard = Finding(5, 12, Kind.PHONE, Tier.HARD)

    assert without_overlaps([hard, soft]) == [Finding(0, 12, Kind.PHONE, Tier.HARD)]


HOSTILE = [
    *("a", " ", "1", "1 ", "@", "a@", "a.", "a b ", "Aa ", "Calle ", "calle A ", "de ", "-", "_"),
    *("Blessing ", "Blessign ", "a\u0301", "\u200b", "a arroba b punto ", "www.", "1/2/", "+", "("),
    *("12/12/", "uno ", "12 de enero de ", "ES12 ", "A1", "\n", "'a'", "(1", "Aa kalea ", "a-a."),
    *("Sr. ", "su hija Aa ", "\x00", "\ud800", "Calle A 1, 2 piso, 3 piso, ", "aa.aa.com "),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_come_to_an_end(piece):
    """A pattern that goes over a text in every possible way would still be at it tomorrow."""
    text = piece * (20_000 // len(piece))

    for finding in scan(text, HER, today=TODAY):
        assert 0 <= finding.start < finding.end <= len(text)
