"""How long scoring takes on this machine: python benchmarks/scoring.py

Processor time, which other work on the machine disturbs least. It differs between machines, so what counts are the
ratios to drawing the random numbers, taken in the same run.
"""

import random
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from assessments import scoring
from assessments.scoring.plan import plan, register
from assessments.scoring.portfolio import rank
from assessments.scoring.simulation import Model, answer_next, simulate, tornado
from assessments.scoring.simulation.model import draw_weights, generator
from assessments.scoring.stability import stability

PAGE = 4000


def milliseconds(work: Callable[[], object], times: int = 15) -> float:
    """The shortest of several runs, after one that fills the tables."""
    work()
    found = []
    for _ in range(times):
        start = process_time()
        work()
        found.append(process_time() - start)
    return min(found) * 1000


def random_numbers(model: Model, draws: int) -> None:
    """As many normal, uniform and gamma variates as one run of the simulation needs, and nothing else."""
    rng = generator(1)
    risks = len(model.bank.risks)
    rows = len(model.questions) + len(model.cells) + 2 * risks + 1  # and the shared factor
    rng.standard_normal((rows + risks + 1, draws), dtype=np.float32)
    rng.random((2 * len(model.measures), draws), dtype=np.float32)
    draw_weights(model.bank, model.scored.branches, rng, draws)
    for row in model.scored.portfolio:
        rng.standard_gamma(50 * row.share, size=draws, dtype=np.float32)


def portfolio(bank: scoring.Bank, documents: Sequence[scoring.Document], count: int) -> Mapping[str, scoring.Result]:
    """As many ventures as asked for, each with levels and evidence of its own."""
    chance = random.Random(1)
    found = {}
    for place in range(count):
        document = documents[place % len(documents)]
        answers = {
            id: replace(entry, raw=chance.randint(0, 4), evidence=chance.randint(0, 4))
            if bank.question(id).type == "level5" and entry.raw is not None
            else entry
            for id, entry in document.answers.items()
        }
        found[f"venture {place}"] = scoring.assess(bank, replace(document, answers=answers))
    return found


def most_memory() -> float:
    """Of this process until now, in megabytes; Linux counts in kilobytes, macOS in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def main() -> None:
    source = (ROOT / "assessments/content/banks/ai-venture-default-1.0.0.yaml").read_bytes()
    raw = scoring.load(source)
    bank = scoring.parse(raw)
    documents = []
    for name in ("alpha", "delta"):
        text = (ROOT / f"tests/scoring/data/{name}.yaml").read_bytes()
        document = scoring.read(text, bank)
        documents.append(document)
        result = scoring.assess(bank, document)
        model = Model(bank, result)
        numbers = milliseconds(lambda: random_numbers(model, PAGE))
        rows: list[tuple[str, Callable[[], object]]] = [
            ("read the document", lambda: scoring.read(text, bank)),
            ("score without simulation", lambda: scoring.assess(bank, document)),
            ("simulate 4,000 draws", lambda: simulate(model, PAGE, 1)),
            ("tornado", lambda: tornado(model)),
            ("answer next, 4,000 draws", lambda: answer_next(model, document, PAGE, 1)),
            ("stability", lambda: stability(bank, document, result)),
            ("choose measures", lambda: plan(register(bank, result.judgements, document.mitigations), 100)),
            ("everything, 4,000 draws", lambda: scoring.assess(bank, document, PAGE)),
        ]
        print(f"{name}\n  {'random numbers for 4,000 draws':32}{numbers:9.2f} ms   ratio  1.00")
        for label, work in rows:
            took = milliseconds(work)
            print(f"  {label:32}{took:9.2f} ms   ratio {took / numbers:5.2f}")
    print("portfolio, 1,000 draws each")
    for count in (20, 200, 1000):
        many = portfolio(bank, documents, count)
        took = milliseconds(lambda: rank(bank, many, 1000, 1), 3)
        print(f"  {f'rank {count} ventures':32}{took:9.2f} ms   most memory {most_memory():.0f} MB")
    print(f"bank\n  {'load the YAML':32}{milliseconds(lambda: scoring.load(source), 5):9.2f} ms")
    print(f"  {'parse and check':32}{milliseconds(lambda: scoring.parse(raw), 5):9.2f} ms")


if __name__ == "__main__":
    main()
