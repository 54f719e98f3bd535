"""The ids that a case may use and the words shown for them, from content/vocabulary.yaml. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

CONTENT = Path(__file__).parent / "content"
VOCABULARY_FILE = CONTENT / "vocabulary.yaml"


@dataclass(frozen=True)
class Text:
    """One text in both languages of the product."""

    en: str
    zh: str


Words = Mapping[str, Text]


def load() -> Mapping[str, Words]:
    lists = yaml.safe_load(VOCABULARY_FILE.read_text(encoding="utf-8"))
    return {name: MappingProxyType({id: Text(**text) for id, text in words.items()}) for name, words in lists.items()}


VOCABULARY = load()
FIELDS = VOCABULARY["fields"]
STACK_LAYERS = VOCABULARY["stack_layers"]
CHANNELS = VOCABULARY["channels"]
RISKS = VOCABULARY["risks"]
NODES = VOCABULARY["nodes"]
RISK_CATEGORIES = VOCABULARY["risk_categories"]
RISK_LEVELS = VOCABULARY["risk_levels"]
ASPECTS = VOCABULARY["aspects"]
OUTCOMES = VOCABULARY["outcomes"]
IMPORTANCE = VOCABULARY["importance"]
SOURCE_KINDS = VOCABULARY["source_kinds"]
COUNTRIES = VOCABULARY["countries"]
