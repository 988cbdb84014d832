"""What the name of a file gives away."""

import datetime as dt

import pytest

from cases.guard import KnownIdentity, identity_of, scan_file_name

HER = KnownIdentity(("Blessing Osagie",), ("Joy",), dt.date(2001, 3, 14), ("AB1234567",))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Osagie.pdf", ["Osagie"]),
        ("informe_Osagie_2026.pdf", ["Osagie"]),
        ("blessing-osagie.jpg", ["osagie"]),  # blessing is a word too
        ("BlessingOsagie.jpg", ["BlessingOsagie"]),
        ("Osagieren_NIE_X1234567L.pdf", ["Osagie", "X1234567L"]),
        ("pasaporte AB1234567.pdf", ["AB1234567"]),
        ("14-03-2001.docx", ["14-03-2001"]),
        ("llamar_612345678.txt", ["612345678"]),
        ("informe_social_2026-11-22.pdf", []),
        ("Joyeria.pdf", []),
        (".pdf", []),
        ("", []),
    ],
)
def test_names_of_files_are_read_like_texts(name, found):
    findings = scan_file_name(name, HER, today=dt.date(2026, 11, 22))

    assert [name[each.start : each.end] for each in findings] == found


def test_identity_is_what_the_vault_holds_by_field():
    values = {
        "legal_name": "Blessing Osagie", "name_used": "Joy", "birth_date": dt.date(2001, 3, 14),
        "telephone": "+34 600 111 222", "documents": [{"kind": "nie", "number": "X1"}, {}],
        "safe_hours": "weekdays", "code_word": "naranja", "who_may_answer": "her sister",
    }  # fmt: skip

    assert identity_of(values) == KnownIdentity(
        ("Blessing Osagie",), ("Joy",), dt.date(2001, 3, 14), ("34600111222", "600111222", "X1")
    )
    assert identity_of({}) == KnownIdentity()
