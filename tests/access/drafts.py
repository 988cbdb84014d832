"""A draft of a flowchart on which two have worked, and valid answers to the pages about it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from entities.models import User
from protocols.studio import edits, services
from protocols.studio.board import lay_on_board
from protocols.writer import write
from tests.access.tryout_table import try_out_draft
from tests.protocols.charts import chart, gateway, step, yesno

# What the address of each page names, where it is not the step `a`.
ELEMENTS = {"studio:add": "s_a", "studio:branch": "g", "studio:move_lane": "L"}
DRAFT = chart(
    [step("a", yesno("agrees")), gateway("g", "exclusive", "g_b"), step("b"), step("c")],
    "s a", "a g", "g c: agrees", "g b", "c e", "b e", name="studio_draft",
)  # fmt: skip


def draft_with_aside(by: User) -> None:
    """Make the draft, change it once (state 1), and set one change of hers aside (state 2)."""
    draft = services.create_draft(xml=write(DRAFT), source="nothing", by=by)
    for name in ("Theirs", "Hers"):
        changed = edits.set_about(DRAFT, {"en": name})
        services.save_draft(version=draft, definition=changed, based_on=0, by=by)
    try_out_draft(draft, by)


def of_the_studio() -> dict[str, dict[str, Any]]:
    """What a person would send with the pages of the studio."""
    words = {"words_en": "Reception"}
    other = write(chart([step("a")], "s a", "a e", name="imported"))
    return {
        "studio:new": {**words, "code": "new_one", "kind": "specialised_ngo"},
        "studio:import": {"file": SimpleUploadedFile("imported.bpmn", other)},
        "studio:about": words,
        "studio:lane": {**words, "entity_kinds": ["police"]},
        "studio:source": {**words, "code": "law"},
        "studio:element": {**words, "lane": "L", "unit": "P{}D", "due_kind": "service"},
        "studio:add": {**words, "kind": "step", "lane": "L"},
        "studio:branch": {**words, "lane": "L", "target": "e"},
        "studio:limit": {
            **words, "amount": 2, "unit": "P{}D", "how": "instead", "target": "e", "lane": "L",
        },
        "studio:move": {"flow": "c_e"},
        "studio:new_answer": {**words, "name": "risk", "type": "yesno"},
        "studio:answer": {**words, "type": "yesno"},
        "studio:save_board": {"xml": lay_on_board(write(DRAFT), "en").decode()},
    }  # fmt: skip
