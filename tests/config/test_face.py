"""The face: components, gallery and error pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from lxml import html

from entities.models import User

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
NAMES = sorted(path.name for path in COMPONENTS.glob("*.html"))
SHOWN = [name for name in NAMES if not name.startswith("_") and name != "gallery.html"]
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "503.html"]


def page(client: Client, address: str) -> html.HtmlElement:
    """Return the parsed page at an address."""
    return html.fromstring(client.get(address).content.decode())


@pytest.fixture
def gallery(client: Client, aurora: User) -> html.HtmlElement:
    """The gallery as Aurora sees it."""
    client.force_login(aurora)
    return page(client, reverse("components"))


@pytest.mark.parametrize("name", NAMES)
def test_component_says_what_it_is_and_takes(name: str) -> None:
    text = (COMPONENTS / name).read_text()
    comment = re.search(r"\{% comment %\}(.*?)\{% endcomment %\}", text, re.DOTALL)

    assert comment is not None
    assert re.search(r"Parameters: |part of (base\.html|the header)", comment[1])


def test_every_component_is_in_the_gallery() -> None:
    sources = {name: (COMPONENTS / name).read_text() for name in NAMES}
    included = {
        part
        for name in [*SHOWN, "gallery.html"]
        for part in re.findall(r'include "components/([^"]+)"', sources[name])
    }

    assert sorted(set(SHOWN) - included - {"messages.html"}) == []


@pytest.mark.django_db
def test_gallery_shows_one_heading_and_all_landmarks(gallery: html.HtmlElement) -> None:
    assert [h1.text_content().strip() for h1 in gallery.iter("h1")] == ["Components"]
    assert len(gallery.xpath("//main[@id='content']")) == 1
    assert gallery.xpath("//a[@class='skip-link']/@href") == ["#content"]
    assert gallery.get("lang") == "en"


@pytest.mark.django_db
def test_gallery_ties_every_message_to_its_field(gallery: html.HtmlElement) -> None:
    ids = set(gallery.xpath("//@id"))
    linked = gallery.xpath("//*[contains(@class, 'error-summary')]//a/@href")
    described = " ".join(gallery.xpath("//@aria-describedby")).split()
    wrong = gallery.xpath("//*[@aria-invalid='true']/@id")

    assert [link[1:] for link in linked] == ["id_wrong-reason", "id_wrong-day", "id_wrong-oral"]
    assert sorted(wrong) == ["id_wrong-day", "id_wrong-oral", "id_wrong-reason"]
    assert set(described) - ids == set()


@pytest.mark.django_db
def test_gallery_gives_no_id_twice(gallery: html.HtmlElement) -> None:
    ids = gallery.xpath("//@id")

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.django_db
def test_forms_inside_only_carry_the_token(aurora: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(aurora)
    forms = page(client, reverse("components")).xpath("//form[@method='post']")
    tokens = [form.xpath(".//input[@name='csrfmiddlewaretoken']/@value") for form in forms]

    assert [len(token) for token in tokens] == [1] * len(forms)
    answer = client.post(
        reverse("set_language"),
        {"language": "eu", "next": "/components/", "csrfmiddlewaretoken": tokens[0][0]},
    )
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/components/")
    assert page(client, reverse("components")).get("lang") == "eu"


@pytest.mark.django_db
def test_form_without_token_is_answered_by_our_page(aurora: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(aurora)

    answer = client.post(reverse("set_language"), {"language": "eu"})

    assert answer.status_code == 403
    assert "The form was too old" in answer.content.decode()


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_page_explains_advises_and_leads_home(name: str) -> None:
    tree = html.fromstring(render_to_string(name, {}, RequestFactory().get("/")))
    explanation = tree.xpath("//main//*[@data-explanation]/p")

    assert len(explanation) >= 2
    assert [p for p in explanation if not p.text_content().strip()] == []
    assert tree.xpath("//main//a/@href") == ["/"]


@pytest.mark.parametrize("name", ["403.html", "404.html", "409.html"])
def test_error_page_says_what_the_refusal_says(name: str) -> None:
    context = {"explanation": "It was withdrawn.", "advice": "Open <b>it</b> again."}
    text = render_to_string(name, context, RequestFactory().get("/"))

    assert "It was withdrawn." in text
    assert "Open &lt;b&gt;it&lt;/b&gt; again." in text


def test_page_of_last_resort_needs_nothing() -> None:
    tree = html.fromstring(get_template("500.html").render())

    assert len(tree.xpath("//*[@data-explanation]/p")) == 2
    assert tree.xpath("//link[@rel='stylesheet']/@href")[-1] == "/static/css/bidelagun.css"
