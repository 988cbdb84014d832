"""Addresses of the studio."""

from django.urls import path

from protocols.studio.views import acts, asides, begin, board, change

app_name = "studio"
DRAFT = "<slug:slug>/<int:number>"
ELEMENT = f"{DRAFT}/<str:element>"
urlpatterns = [
    path("new/", begin.new, name="new"),
    path("import/", begin.import_file, name="import"),
    path(f"{DRAFT}/copy/", begin.copy, name="copy"),
    path(f"{DRAFT}/file/", acts.send_file, name="file"),
    path(f"{DRAFT}/", change.show_table, name="table"),
    path(f"{DRAFT}/remove/", acts.remove_draft, name="remove_draft"),
    path(f"{DRAFT}/board/", board.show, name="board"),
    path(f"{DRAFT}/board/file/", board.send_board, name="board_file"),
    path(f"{DRAFT}/board/save/", board.save_board, name="save_board"),
    path(f"{DRAFT}/board/order/", acts.lay_out, name="lay_out"),
    path(f"{DRAFT}/name/", change.edit_about, name="about"),
    path(f"{DRAFT}/lane/", change.add_lane, name="lane"),
    path(f"{DRAFT}/source/", change.add_source, name="source"),
    path(f"{DRAFT}/undo/", acts.undo, name="undo"),
    path(f"{DRAFT}/redo/", acts.redo, name="redo"),
    path(f"{DRAFT}/aside/<int:aside>/", asides.show, name="aside"),
    path(f"{DRAFT}/aside/<int:aside>/keep/", asides.keep, name="keep_aside"),
    path(f"{DRAFT}/aside/<int:aside>/discard/", asides.discard, name="discard_aside"),
    path(f"{ELEMENT}/change/", change.edit_element, name="element"),
    path(f"{ELEMENT}/add/", change.add, name="add"),
    path(f"{ELEMENT}/branch/", change.add_branch, name="branch"),
    path(f"{ELEMENT}/limit/", change.add_limit, name="limit"),
    path(f"{ELEMENT}/move/", change.move, name="move"),
    path(f"{ELEMENT}/move-lane/", acts.move_lane, name="move_lane"),
    path(f"{ELEMENT}/remove/", acts.remove, name="remove"),
    path(f"{ELEMENT}/answer/", change.edit_answer, name="new_answer"),
    path(f"{ELEMENT}/answer/<str:name>/", change.edit_answer, name="answer"),
    path(f"{ELEMENT}/answer/<str:name>/remove/", acts.remove_answer, name="remove_answer"),
]
