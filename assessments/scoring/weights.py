"""How people set weights: swing points, ranking, pairwise comparison (M 2.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, log

from .bank import Bank
from .problems import Problem, Refused, _

ACCEPTED, DOUBTFUL, REFUSED = "accepted", "doubtful", "refused"


@dataclass(frozen=True)
class Comparison:
    """Weights from pairwise comparisons, with Saaty's consistency ratio.

    `verdict` is accepted, doubtful (show the `worst` triple of children, by their places) or refused.
    """

    weights: tuple[float, ...]
    eigenvalue: float
    ratio: float
    verdict: str
    worst: tuple[int, int, int] | None


def swing(points: Mapping[str, float]) -> dict[str, float]:
    """M 2.6: points of the swings from worst to best, the largest by custom 100, made to add up to one."""
    total = sum(points.values())
    if total <= 0 or any(value < 0 for value in points.values()):
        raise Refused(Problem("", _("Give every child zero points or more, and at least one of them more than zero.")))
    return {id: value / total for id, value in points.items()}


def rank_order_centroid(count: int) -> tuple[float, ...]:
    """M 2.6: weights of a ranking of `count` children, best first."""
    return tuple(sum(1 / k for k in range(i, count + 1)) / count for i in range(1, count + 1))


def reciprocal(count: int, judged: Mapping[tuple[int, int], float]) -> list[list[float]]:
    """The full matrix from one judgement per pair (i, j): how many times i outweighs j. Raises Refused for a gap."""
    matrix = [[1.0] * count for _ in range(count)]
    for i, j in combinations(range(count), 2):
        ratio = judged[i, j] if (i, j) in judged else 1 / judged[j, i] if judged.get((j, i)) else None
        if ratio is None or ratio <= 0:
            message = _("The comparison of number %(one)s with number %(other)s is missing; make it.")
            raise Refused(Problem("", message, {"one": i + 1, "other": j + 1}))
        matrix[i][j], matrix[j][i] = ratio, 1 / ratio
    return matrix


def group(matrices: Sequence[Sequence[Sequence[float]]]) -> list[list[float]]:
    """M 2.6: the comparisons of several people, by the geometric mean of the entries."""
    size = len(matrices[0])
    return [
        [exp(sum(log(matrix[i][j]) for matrix in matrices) / len(matrices)) for j in range(size)] for i in range(size)
    ]


def pairwise(bank: Bank, matrix: Sequence[Sequence[float]]) -> Comparison:
    """M 2.6: the principal eigenvector and the consistency of a reciprocal matrix, for up to ten children."""
    limits = bank.constants["ahp"]
    size = len(matrix)
    if size > max(limits["ri"]):
        raise Refused(Problem("", _("At most %(max)s children can be compared in pairs."), {"max": max(limits["ri"])}))
    weights = eigenvector(matrix, bank.constants["tolerance"]["ahp"])
    eigenvalue = sum(dot(row, weights) / weight for row, weight in zip(matrix, weights, strict=True)) / size
    ratio = 0.0 if size <= 2 else (eigenvalue - size) / (size - 1) / limits["ri"][size]
    verdict = ACCEPTED if ratio <= limits["accept"] else DOUBTFUL if ratio <= limits["refuse"] else REFUSED
    worst = None if verdict == ACCEPTED else most_inconsistent(matrix)
    return Comparison(tuple(weights), eigenvalue, ratio, verdict, worst)


def dot(row: Sequence[float], weights: Sequence[float]) -> float:
    return sum(entry * weight for entry, weight in zip(row, weights, strict=True))


def eigenvector(matrix: Sequence[Sequence[float]], tolerance: float, most: int = 10_000) -> list[float]:
    """M 2.6: power iteration from equal weights until no weight moves by more than the tolerance."""
    weights = [1 / len(matrix)] * len(matrix)
    for _round in range(most):
        raw = [dot(row, weights) for row in matrix]
        total = sum(raw)
        after = [entry / total for entry in raw]
        moved = max(abs(new - old) for new, old in zip(after, weights, strict=True))
        weights = after
        if moved <= tolerance:
            break
    return weights


def most_inconsistent(matrix: Sequence[Sequence[float]]) -> tuple[int, int, int] | None:
    """M 2.6: the triple with the largest |ln(a_ij a_jk a_ki)|."""
    triples = combinations(range(len(matrix)), 3)
    return max(triples, key=lambda triple: abs(log(product_around(matrix, *triple))), default=None)


def product_around(matrix: Sequence[Sequence[float]], i: int, j: int, k: int) -> float:
    return matrix[i][j] * matrix[j][k] * matrix[k][i]
