"""The project's own source, as the house rules read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = "audit cases config core demo entities notices protocols questionnaires referrals reports rights vault tools".split()


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the product and its tests, migrations apart."""
    found = []
    for folder in (*ROOMS, "tests", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                text = path.read_text(encoding="utf-8")
                found.append(Module(path, ast.parse(text), text.count("\n")))
    return tuple(found)


def product_modules() -> tuple[Module, ...]:
    """Return the modules of the product alone."""
    return tuple(m for m in modules() if m.path.relative_to(ROOT).parts[0] in ROOMS)


@cache
def templates() -> tuple[tuple[Path, str], ...]:
    """Return every template of the product with its text."""
    places = [ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS)]
    return tuple(
        (path, path.read_text(encoding="utf-8"))
        for place in places
        for path in sorted(place.rglob("*.html"))
    )
