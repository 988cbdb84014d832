"""Trying a flowchart out by hand, in a browser without JavaScript."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from protocols import services as versions
from protocols.models import ExampleCase
from protocols.tryout import services
from protocols.writer import write
from tests.factories.protocols import protocol_manager
from tests.protocols.charts import chart, clock, gateway, number, step, wait, yesno
from tests.protocols.tryout.test_services import FAILS, HOLDS

pytestmark = pytest.mark.django_db
DECIDES = chart(
    [
        step("a", yesno("p")), clock("t", "a", interrupting=False), step("side"),
        gateway("g", "exclusive", "g_w"), step("b"), wait("w"),
    ],
    "s a", "a g", "g b: p", "g w", "b e", "w e", "t side", "side e2", name="decides",
)  # fmt: skip
EXAMPLE_QUERIES = 8


class Walker:
    def __init__(self, client, version):
        self.client = client
        self.args = [version.protocol.slug, version.number]

    def url(self, page="try", *more):
        return reverse(f"protocols:{page}", args=[*self.args, *more])

    def see(self, **query):
        return self.client.get(self.url(), query)

    def do(self, deed, element, at, **answers):
        data = {"move-do": deed, "move-element": element, "move-at": at, **answers}
        return self.client.post(self.url("try_move"), data, follow=True)

    def stands(self):
        context = self.see().context
        return context["at"], [item["url"].split("=")[1][:-3] for item in context["waiting"]]


@pytest.fixture
def manager():
    return protocol_manager()


@pytest.fixture
def draft(manager):
    return versions.add_draft(xml=write(DECIDES), by=manager)


@pytest.fixture
def walker(client, manager, draft) -> Walker:
    client.force_login(manager)
    return Walker(client, draft)


def test_a_walk_goes_on_back_and_starts_again(walker):
    assert walker.stands() == (0, ["a"])
    walker.do("complete", "a", 0, p="yes")
    assert walker.stands() == (1, ["b"])
    page = walker.do("complete", "b", 1)
    assert page.context["ended"]
    assert page.context["told"] == ["“Words” (Words Yes)", "“Words”"]
    walker.client.post(walker.url("try_back"), {"to": "1"})
    assert walker.stands() == (1, ["b"])
    walker.client.post(walker.url("try_back"))
    assert walker.stands() == (0, ["a"])


def test_time_passes_and_she_refuses(walker):
    walker.do("fire", "t", 0)
    assert walker.stands() == (1, ["a", "side"])
    walker.do("decline", "a", 1)
    assert walker.stands() == (2, ["side"])
    assert walker.do("fire", "w", 2).context["ended"]


def test_an_open_step_is_chosen_by_a_link(walker):
    walker.do("fire", "t", 0)

    assert walker.see().context["chosen"]["element"] == "a"
    assert walker.see(step="side").context["chosen"]["element"] == "side"
    assert walker.see(step="nowhere").context["chosen"]["element"] == "a"


def test_the_drawing_and_the_outline_show_where_the_walk_stands(walker):
    walker.do("complete", "a", 0, p="no")
    page = walker.see().content.decode()

    assert 'data-state="done"' in page
    assert 'data-state="waiting"' in page
    assert " style=" not in page


def test_a_missing_answer_is_said_beside_its_question(walker):
    answer = walker.do("complete", "a", 0)

    assert answer.status_code == 200
    assert answer.context["form"].errors == {"p": ["This field is required."]}
    assert walker.stands() == (0, ["a"])


@pytest.mark.parametrize(
    ("move", "said"),
    [(("complete", "b", 0), "does not wait"), (("fire", "w", 0), "does not wait"), (("decline", "g", 0), "does not wait"), (("complete", "a", 7), "out of date"), (("fire", "t", "x"), "out of date")],
)  # fmt: skip
def test_what_cannot_be_done_is_told_and_changes_nothing(walker, move, said):
    answer = walker.do(*move)

    assert said in str(next(iter(get_messages(answer.wsgi_request))))
    assert walker.stands() == (0, ["a"])


def test_the_same_page_sent_twice_moves_once(walker):
    walker.do("complete", "a", 0, p="yes")
    answer = walker.do("complete", "a", 0, p="yes")

    assert "out of date" in answer.content.decode()
    assert walker.stands() == (1, ["b"])


@pytest.mark.parametrize("move", [("jump", "a"), ("complete", "nowhere"), ("", "")])
def test_what_is_not_there_is_not_found(walker, move):
    assert walker.do(*move, 0).status_code == 404


@pytest.mark.parametrize("to", ["-1", "x", "9" * 5000, "\u0663", ""])
def test_a_number_that_is_none_is_a_step_back_all_the_same(walker, to):
    walker.do("complete", "a", 0, p="yes")

    assert walker.client.post(walker.url("try_back"), {"to": to}).status_code == 302


def test_a_walk_is_followed_as_far_as_a_changed_draft_admits(walker, draft):
    walker.do("complete", "a", 0, p="yes")
    walker.do("complete", "b", 1)
    draft.xml = write(chart([step("a"), step("c")], "s a", "a c", "c e", name="decides"))
    draft.save(update_fields=["xml"])

    page = walker.see()
    assert page.context["at"] == 0
    assert "The flowchart has changed" in page.content.decode()


def test_caseworkers_walk_what_is_in_force_and_no_drafts(client, ana, walker, draft, manager):
    client.force_login(ana)
    assert walker.see().status_code == 404
    assert walker.do("complete", "a", 0, p="yes").status_code == 404
    assert client.get(walker.url("examples")).status_code == 404

    versions.publish_version(version=draft, by=manager)
    walker.do("complete", "a", 0, p="yes")
    assert walker.stands() == (1, ["b"])
    assert "Record this walk" not in walker.see().content.decode()
    assert client.get(walker.url("examples")).status_code == 200
    assert client.get(walker.url("add_example")).status_code == 403


def test_walks_of_two_flowcharts_are_kept_apart(walker, manager):
    other = versions.add_draft(xml=write(chart([step("z")], "s z", "z e")), by=manager)
    walker.do("complete", "a", 0, p="yes")

    assert Walker(walker.client, other).stands() == (0, ["z"])
    assert walker.stands() == (1, ["b"])


def test_a_walk_is_recorded_as_an_example(walker):
    walker.do("complete", "a", 0, p="yes")
    page = walker.client.get(walker.url("add_example"), {"walk": "1"})
    typed = page.context["form"].initial
    answer = walker.client.post(walker.url("add_example"), {**typed, "name_en": "She says yes"})

    assert answer.status_code == 302
    assert (typed["moves"], typed["path"]) == ("complete a p=yes", "a\nb")
    assert ExampleCase.objects.get().content == {
        "name": {"en": "She says yes"},
        "moves": [{"do": "complete", "element": "a", "answers": {"p": True}}],
        "path": ["a", "b"],
    }


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("moves", "jump a", "Line 1: complete, decline or fire"),
        ("moves", "complete", "Line 1: complete, decline or fire"),
        ("moves", "complete a p=yes\ncomplete z", "Line 2: there is no element “z”"),
        ("moves", "complete a q=yes", "does not ask “q”"),
        ("moves", "complete a p=maybe", "“p=maybe” is no answer"),
        ("moves", "complete a p", "“p” is no answer"),
        ("moves", "decline a p=yes", "answers only where"),
        ("path", "a\nz", "Line 2: there is no element “z”"),
        ("path", "", "required"),
        ("name_es", "", "Give it a name"),
    ],
)
def test_what_cannot_be_read_is_said_beside_it_and_kept(walker, field, typed, said):
    valid = {"name_es": "Uno", "moves": "complete a p=yes", "path": "a\nb"}
    answer = walker.client.post(walker.url("add_example"), {**valid, field: typed})

    assert answer.status_code == 200
    assert said in answer.context["form"].errors[field][0]
    assert answer.context["form"][field].value() == typed
    assert not ExampleCase.objects.exists()


@pytest.mark.parametrize("typed", ["nan", "inf", "1e999"])
def test_a_number_that_no_case_could_have_is_no_answer(client, manager, typed):
    counted = chart([step("a", number("n"))], "s a", "a e", name="counted")
    walker = Walker(client, versions.add_draft(xml=write(counted), by=manager))
    client.force_login(manager)
    data = {"name_es": "Uno", "moves": f"complete a n={typed}", "path": "a"}
    answer = client.post(walker.url("add_example"), data)

    assert "is no answer" in answer.context["form"].errors["moves"][0]


def test_examples_are_listed_with_where_they_leave_the_path(walker, draft, manager):
    services.add_example(version=draft, example=HOLDS, by=manager)
    services.add_example(version=draft, example=FAILS, by=manager)
    page = walker.client.get(walker.url("examples"))

    assert [row["holds"] for row in page.context["rows"]] == [True, False]
    assert "the run comes to “Words”, not to “c”" in page.context["rows"][1]["problem"]
    changed = walker.client.get(walker.url("change_example", 2)).context["form"].initial
    walker.client.post(walker.url("change_example", 2), {**changed, "path": "a\nb\ne"})
    assert walker.client.get(walker.url("examples")).context["failing"] == 0
    walker.client.post(walker.url("remove_example", 1))
    assert len(walker.client.get(walker.url("examples")).context["rows"]) == 1
    assert walker.client.get(walker.url("change_example", 1)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_examples_cost_the_same_with_more_rows(
    walker, draft, manager, rows, django_assert_num_queries
):
    for _ in range(rows):
        services.add_example(version=draft, example=HOLDS, by=manager)
    walker.client.get(walker.url("examples"))

    with django_assert_num_queries(EXAMPLE_QUERIES):
        walker.client.get(walker.url("examples"))
