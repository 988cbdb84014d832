"""`makemessages` as this project wants it: nothing guessed, nothing that changes by itself."""

from pathlib import Path

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's command, without fuzzy guesses and without the time of the run."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Write the catalogue of `locale`; its header says no time, so that reruns are equal."""
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith('"POT-Creation-Date')]
        path.write_text("".join(kept), encoding="utf-8")
