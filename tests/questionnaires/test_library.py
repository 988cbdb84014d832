"""The forms of the library, and files that are none."""

import hashlib
from pathlib import Path

import pytest
import yaml
from django.utils import translation

from core import vocabularies
from protocols.checker import check
from protocols.findings import Severity
from protocols.parser import parse
from questionnaires.reader import MalformedQuestionnaire, read_questionnaire
from questionnaires.selectors import LIBRARY, known_codes, latest, questionnaires
from referrals.form_steps import asks_alike

FILES = sorted(LIBRARY.glob("*.yaml"))
FLOWCHARTS = sorted((LIBRARY.parents[1] / "protocols" / "library").glob("*.bpmn"))
WORDS = "{en: One, es: Uno, eu: Bat, pt: Um}"


def test_library_holds_every_form_that_flowcharts_name_and_two_more() -> None:
    named = {
        step.form for path in FLOWCHARTS for step in parse(path.read_bytes()).steps.values()
    } - {""}
    assert named <= known_codes()
    assert known_codes() - named == {"individual_protection", "vulnerability_digital"}


def test_a_file_that_was_released_never_changes() -> None:
    """Write a new version beside it; a form that nobody has used may be locked anew by hand."""
    locked = dict(line.split() for line in (LIBRARY / "versions.lock").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FILES}
    assert found == locked


@pytest.mark.parametrize("path", FLOWCHARTS, ids=lambda path: path.stem)
def test_forms_ask_every_field_of_the_steps_that_name_them(path: Path) -> None:
    apart = [
        f"{step.id}: {field.name}"
        for step in parse(path.read_bytes()).steps.values()
        if (form := latest(step.form))
        for field in step.fields
        if not asks_alike(form.items.get(field.name), field)
    ]
    assert apart == []


@pytest.mark.parametrize("language", vocabularies.LANGUAGES)
def test_every_text_is_there_in_every_language(language: str) -> None:
    lacking = [
        f"{form.code}: {item.name}"
        for form in questionnaires()
        for item in form.items.values()
        for labels in (item.labels, *item.options.values(), item.help or item.labels)
        if not labels.get(language)
    ]
    with translation.override(language):
        titles = {form.title for form in questionnaires()}
    assert lacking == []
    assert len(titles) == len(known_codes())


def test_an_unknown_form_is_a_warning() -> None:
    source = FLOWCHARTS[0].read_bytes().replace(b'"detection_indicators"', b'"made_up"')
    found = [one for one in check(parse(source)) if one.code == "unknown_form"]
    assert [(one.severity, one.element) for one in found] == [(Severity.WARNING, "t1")]


def written(folder: Path, **changes: object) -> Path:
    """A form of one question, with `changes`."""
    told = {
        "code": "one", "version": 1, "part": "plan", **yaml.safe_load(WORDS),
        "about": yaml.safe_load(WORDS), "sources": [yaml.safe_load(WORDS)],
        "sections": [{**yaml.safe_load(WORDS), "items": [item()]}],
        **changes,
    }  # fmt: skip
    path = folder / "one.1.yaml"
    path.write_text(yaml.safe_dump(told), encoding="utf-8")
    return path


def item(**changes: object) -> dict[str, object]:
    """A question."""
    return {"name": "first", "type": "yesno", **yaml.safe_load(WORDS), **changes}


def asking(*items: object) -> dict[str, object]:
    """The one section of a form."""
    return {"sections": [{**yaml.safe_load(WORDS), "items": list(items)}]}


def test_the_smallest_form_is_read(tmp_path: Path) -> None:
    form = read_questionnaire(written(tmp_path))
    assert (form.code, form.version, list(form.items)) == ("one", 1, ["first"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "two"}, "not named CODE.VERSION"),
        ({"part": "soul"}, "not a part of a case"),
        ({"sources": []}, "names no source"),
        ({"eu": ""}, "the form: no words in eu"),
        ({"colour": "red"}, "unknown colour"),
        ({"computed": [{"function": "guess"}]}, "no known function"),
        ({"sections": []}, "holds no items"),
        ({"sections": ["x"]}, "holds no items"),
        (asking("x"), "has no name"),
        (asking(item(name="First")), "has no name"),
        (asking(item(name="seen")), "the name is taken"),
        (asking(item(), item()), "the name is taken"),
        (asking(item(type="essay")), "not a kind of question"),
        (asking(item(pt="")), "first: no words in pt"),
        (asking(item(size=3)), "first: unknown size"),
        (asking(item(vocabulary="gender")), "only a choice has values"),
        (asking(item(type="choice")), "either values or a vocabulary"),
        (asking(item(type="choice", vocabulary="colours")), "no vocabulary"),
        (
            asking(item(type="choice", values={"a": {"en": "A"}})),
            "first, a: no words in es, eu, pt",
        ),
        (asking(item(when={"item": "second", "is": ["yes"]})), "no question before it"),
        (asking(item(), item(name="b", when={"item": "first", "is": ["maybe"]})), "no answer of"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(MalformedQuestionnaire, match=r"^one\.1\.yaml: ") as error:
        read_questionnaire(written(tmp_path, **changes))
    assert said in str(error.value)


def test_what_is_no_yaml_says_so(tmp_path: Path) -> None:
    path = tmp_path / "one.1.yaml"
    path.write_text("a: [b", encoding="utf-8")
    with pytest.raises(MalformedQuestionnaire, match="not YAML"):
        read_questionnaire(path)
