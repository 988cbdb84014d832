"""How far a long command has come: a bar on a terminal, a line for each tenth elsewhere."""

from django.core.management.base import OutputWrapper

WIDTH = 30
TENTHS = 10


class Progress:
    """Say `progress(done, total)` as often as you like; it writes as often as is useful."""

    def __init__(self, out: OutputWrapper, what: str) -> None:
        self._out = out
        self._what = what
        self._tenth = 0

    def __call__(self, done: int, total: int) -> None:
        """Tell that `done` of `total` are done."""
        if not total:
            return
        if self._out.isatty():
            filled = WIDTH * done // total
            bar = "█" * filled + "░" * (WIDTH - filled)
            self._out.write(f"\r{self._what} {bar} {done}/{total}", ending="")
            if done >= total:
                self._out.write("")
        elif TENTHS * done // total > self._tenth:
            self._tenth = TENTHS * done // total
            self._out.write(f"{self._what}: {done} of {total}")
