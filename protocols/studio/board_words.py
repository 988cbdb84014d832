"""The words of the drawing board: bpmn-js asks for its own by their English text."""

from django.utils.translation import gettext as _


def board_words() -> dict[str, str]:
    """Return what stands on the board in the reader's language, by the words of bpmn-js or ours."""
    return {
        "Activate hand tool": _("Move the drawing"),
        "Activate lasso tool": _("Select several"),
        "Activate create/remove space tool": _("Make or take away space"),
        "Activate global connect tool": _("Draw an arrow"),
        "Connect to other element": _("Draw an arrow from here"),
        "Delete": _("Remove"),
        "Add lane above": _("Add a lane above"),
        "Add lane below": _("Add a lane below"),
        "Step": _("Step"),
        "Notice": _("Notice"),
        "Decision": _("Decision: one branch is taken"),
        "Parallel": _("All branches at the same time"),
        "Inclusive": _("Every branch that applies"),
        "Wait": _("Wait"),
        "Other flowchart": _("Another flowchart"),
        "End": _("End"),
        "Time limit": _("Time limit that cancels the step"),
        "Side limit": _("Time limit that starts something beside it"),
        "saved": _("Everything is saved."),
        "saving": _("Saving…"),
        "failed": _("It could not be saved. It will be tried again; what you drew stays here."),
        "refused": _("Not saved yet. Mend this first, or undo it:"),
        "clean": _("The check found nothing."),
        "errors": _("Errors: {count}"),
        "warnings": _("Warnings: {count}"),
        "failing": _("Example cases on another path: {count}"),
        "noExamples": _("None yet. Try the draft out, and keep the walks that matter."),
        "allHold": _("All take the path that is expected: {count}"),
        "canvas": _("Drawing board"),
        "nothing": _("Choose an element on the drawing to change it here."),
    }
