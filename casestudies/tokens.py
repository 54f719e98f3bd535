"""Text as search reads it: small letters, words apart, Chinese in pairs of characters. Plain Python.

Chinese writes no spaces, and no database that we run on ships a dictionary of its words. Every character with the one
after it is a token, so that any two characters in a row can be found; the last of a run stands alone, so that each
character begins a token.
"""

import re
from unicodedata import normalize

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
LONGEST = 60  # characters of a word; databases refuse endless ones
MOST = 8  # words of a search


def runs(text: str) -> list[str]:
    """Words, and Chinese characters without anything between them."""
    found = RUN.findall(normalize("NFKC", text).casefold())
    return [run if is_chinese(run) else run[:LONGEST] for run in found]


def is_chinese(run: str) -> bool:
    return re.match(f"[{HAN}]", run) is not None


def pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run))]


def stored(text: str) -> str:
    """What is kept of a text, with a space before each token: " build a 渠道 道"."""
    tokens = (token for run in runs(text) for token in (pairs(run) if is_chinese(run) else [run]))
    return "".join(f" {token}" for token in tokens)


def wanted(text: str) -> list[str]:
    """Each of them must occur in what is stored; Chinese characters in a row as their tokens in a row."""
    found = []
    for run in runs(text)[:MOST]:
        tokens = pairs(run[:LONGEST]) if is_chinese(run) else [run]
        found.append(" " + " ".join(tokens[:-1] or tokens))  # the last one stands alone, and would end a run
    return found
