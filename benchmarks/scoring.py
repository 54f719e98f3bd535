"""How long scoring takes on this machine: python benchmarks/scoring.py

Times differ between machines, so what counts are the ratios to drawing the random numbers, taken in the same run.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

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
    """The shortest of several runs, which other work on the machine disturbs least."""
    work()
    found = []
    for _ in range(times):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
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


def main() -> None:
    source = (ROOT / "assessments/content/banks/ai-venture-default-1.0.0.yaml").read_bytes()
    raw = scoring.load(source)
    bank = scoring.parse(raw)
    for name in ("alpha", "delta"):
        text = (ROOT / f"tests/scoring/data/{name}.yaml").read_bytes()
        document = scoring.read(text, bank)
        result = scoring.assess(bank, document)
        model = Model(bank, result)
        numbers = milliseconds(lambda: random_numbers(model, PAGE))
        portfolio = {f"{name} {at}": result for at in range(20)}
        rows: list[tuple[str, Callable[[], object]]] = [
            ("read the document", lambda: scoring.read(text, bank)),
            ("score without simulation", lambda: scoring.assess(bank, document)),
            ("simulate 4,000 draws", lambda: simulate(model, PAGE, 1)),
            ("tornado", lambda: tornado(model)),
            ("answer next, 4,000 draws", lambda: answer_next(model, document, PAGE, 1)),
            ("stability", lambda: stability(bank, document, result)),
            ("choose measures", lambda: plan(register(bank, result.judgements, document.mitigations), 100)),
            ("everything, 4,000 draws", lambda: scoring.assess(bank, document, PAGE)),
            ("rank 20 ventures, 1,000 draws", lambda: rank(bank, portfolio, 1000, 1)),
        ]
        print(f"{name}\n  {'random numbers for 4,000 draws':32}{numbers:9.2f} ms   ratio  1.00")
        for label, work in rows:
            took = milliseconds(work)
            print(f"  {label:32}{took:9.2f} ms   ratio {took / numbers:5.2f}")
    print(f"bank\n  {'load the YAML':32}{milliseconds(lambda: scoring.load(source), 5):9.2f} ms")
    print(f"  {'parse and check':32}{milliseconds(lambda: scoring.parse(raw), 5):9.2f} ms")


if __name__ == "__main__":
    main()
