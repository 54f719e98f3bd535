"""One step up (M 5.2): what it is worth, and the raw answer for those who want to try it."""

from math import floor, log10

from .answers import LEVELS
from .bank import Bank
from .bank_parts import Column, Question, Raw, ValueFunction
from .values import Leaf, value

DIGITS = 3  # of a number that is proposed


def points_up(bank: Bank, leaf: Leaf) -> float:
    """The value one step up: a level, or 25 points; a missing answer goes from 40 to 65. At most 100."""
    sizes = bank.constants["tornado"]
    ladder = bank.question(leaf.ref).type == "readiness9"
    return min(100.0, leaf.value + float(sizes["readiness_points"] if ladder else sizes["points"]))


def raised(bank: Bank, asked: Question | Column, raw: Raw | None, rate: float = 1.0) -> Raw | None:
    """One level up; for a number the raw value that is worth 25 points more. A missing answer goes from 40 to 65.

    None at the top of the scale, and for kinds of answers that have no order. `rate` turns money into the bank's unit.
    """
    sizes = bank.constants["tornado"]
    missing = bank.constants["prior_mean"] + sizes["points"]
    if asked.type in LEVELS:
        low, high = LEVELS[asked.type]
        if raw is None:
            return min(range(low, high + 1), key=lambda level: abs(value(bank, asked, level) - missing))
        return raw + 1 if isinstance(raw, int) and raw < high else None
    if asked.type == "yesno" and isinstance(asked, Question):
        best = "no" if asked.reverse else "yes"
        return best if raw != best else None
    if asked.value_function is None:
        return None
    rate = rate if asked.type == "money" else 1.0
    now = value(bank, asked, raw, rate) if raw is not None else None
    if now is not None and now >= 100:
        return None
    return proposed(raw_at(asked.value_function, min(100.0, missing if now is None else now + sizes["points"])) / rate)


def raw_at(function: ValueFunction, wanted: float) -> float:
    """The raw value that is worth `wanted`: the inverse of M 1.3; values beyond the goalposts give the nearest one."""
    ends = sorted((function.v[0], function.v[-1]))
    wanted = min(ends[1], max(ends[0], wanted))
    posts = [log10(post) for post in function.x] if function.scale == "log10" else list(function.x)
    for place in range(len(posts) - 1):
        low, high = function.v[place], function.v[place + 1]
        if low != high and min(low, high) <= wanted <= max(low, high):
            found = posts[place] + (posts[place + 1] - posts[place]) * (wanted - low) / (high - low)
            return float(10**found if function.scale == "log10" else found)
    return float(function.x[0])


def proposed(raw: float) -> int | float:
    """Three digits are enough; whole where it is whole."""
    if raw == 0:
        return 0
    rounded = round(raw, DIGITS - 1 - floor(log10(abs(raw))))
    return int(rounded) if rounded == int(rounded) else rounded
