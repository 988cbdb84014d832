"""What the guard finds and what it costs, on the sentences of `guard_data`.

For each file: sentences in which everything marked was found (recall), findings that lie on
something marked (precision), clean sentences that were flagged. Then the time of notes of 2,000
characters made of these sentences, far denser in findings than a real note: processor time, beside
that of a plain loop, which tells how fast the machine is at that moment. Both tiers count.

Run: python -m benchmarks.guard [--errors]
"""

import datetime as dt
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cases.guard import KnownIdentity, scan
from cases.guard.findings import Finding

DATA = Path(__file__).parent / "guard_data"
TODAY = dt.date(2026, 11, 22)
RECALL, PRECISION, P95 = 0.98, 0.97, 10.0
NOTES, NOTE, SEED, WARM_UP, LOOP = 300, 2000, 20261122, 5, 100_000
MARK = re.compile(r"\{\{([A-Z_]+):(.*?)\}\}")


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence; spans are what must be found."""

    text: str
    identity: KnownIdentity
    spans: list[tuple[int, int]]

    def findings(self) -> list[Finding]:
        return scan(self.text, self.identity, today=TODAY)


def identity_of(known: dict[str, object]) -> KnownIdentity:
    return KnownIdentity(
        tuple(known["names"]), tuple(known["aliases"]), dt.date.fromisoformat(str(known["dob"]))
    )


def research() -> list[Sentence]:
    """Return the sentences of the research file."""
    rows = map(json.loads, (DATA / "pii_sentences.jsonl").read_text("utf-8").splitlines())
    return [
        Sentence(
            row["text"],
            identity_of(row["identity"]),
            [(span["start"], span["end"]) for span in row["spans"]],
        )
        for row in rows
    ]


def own(name: str) -> list[Sentence]:
    """Return the sentences of a file of our own."""
    known = json.loads((DATA / "own_identities.json").read_text("utf-8"))
    lines = (DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return [_marked(line, known) for line in lines]


def _marked(line: str, known: dict[str, dict[str, object]]) -> Sentence:
    _language, who, marked = line.split("|", 2)
    text, spans, last = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[last : found.start()]
        spans.append((len(text), len(text) + len(found[2])))
        text += found[2]
        last = found.end()
    return Sentence(text + marked[last:], identity_of(known[who]), spans)


@dataclass
class Score:
    """How a set of sentences came out."""

    marked: int = 0
    caught: int = 0
    right: int = 0
    wrong: int = 0
    clean: int = 0
    flagged: int = 0

    @property
    def recall(self) -> float:
        return self.caught / max(self.marked, 1)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)


def score(sentences: list[Sentence], *, errors: bool = False) -> Score:
    """Return the counts; with `errors` the sentences that went wrong are printed."""
    total = Score()
    for sentence in sentences:
        findings = sentence.findings()
        missed = [span for span in sentence.spans if not any(_meet(f, span) for f in findings)]
        wrong = [f for f in findings if not any(_meet(f, span) for span in sentence.spans)]
        total.right += len(findings) - len(wrong)
        total.wrong += len(wrong)
        if sentence.spans:
            total.marked += 1
            total.caught += not missed
        else:
            total.clean += 1
            total.flagged += bool(findings)
        if errors and (missed or wrong):
            told = [(sentence.text[f.start : f.end], f.kind.value) for f in wrong]
            print(f"  {sentence.text}\n    missed {len(missed)}, wrong {told}")
    return total


def _meet(finding: Finding, span: tuple[int, int]) -> bool:
    return finding.start < span[1] and span[0] < finding.end


def halves(sentences: list[Sentence]) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield two random halves, always the same."""
    mixed = random.Random(SEED).sample(sentences, len(sentences))
    yield "research, one half", mixed[: len(mixed) // 2]
    yield "research, other half", mixed[len(mixed) // 2 :]


def measure_time(sentences: list[Sentence]) -> None:
    """Print what a note of 2,000 characters costs."""
    chance, costs, loops = random.Random(SEED), [], []
    for _ in range(NOTES):
        text = ""
        while len(text) < NOTE:
            text += chance.choice(sentences).text + " "
        identity = chance.choice(sentences).identity
        start = time.process_time()
        scan(text[:NOTE], identity, today=TODAY)
        middle = time.process_time()
        sum(range(LOOP))
        costs.append((middle - start) * 1000)
        loops.append((time.process_time() - middle) * 1000)
    costs = sorted(costs[WARM_UP:])
    print(
        f"a note of {NOTE} characters, processor time: p50 {costs[len(costs) // 2]:.1f} ms, "
        f"p95 {costs[int(len(costs) * 0.95)]:.1f} ms (to reach: {P95:.0f}), least {costs[0]:.1f}; "
        f"sum(range({LOOP})) at the same time: p50 {sorted(loops)[len(loops) // 2]:.1f} ms, "
        f"least {min(loops):.1f}"
    )


def main() -> None:
    errors = "--errors" in sys.argv
    sets = [*halves(research())]
    names = sorted(path.stem for path in DATA.glob("own_*.txt"))
    sets += [(name, own(name)) for name in names]
    for name, sentences in sets:
        got = score(sentences, errors=errors)
        print(
            f"{name:22} caught {got.caught:3}/{got.marked:3} = {got.recall:.3f}  "
            f"precision {got.precision:.3f}  clean flagged {got.flagged}/{got.clean}"
        )
    print(f"to reach: recall {RECALL}, precision {PRECISION}")
    measure_time([sentence for _, sentences in sets for sentence in sentences])


if __name__ == "__main__":
    main()
