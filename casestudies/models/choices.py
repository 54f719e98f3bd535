"""The vocabulary as choices of model fields; functions, so that a change of a word needs no migration."""

from casestudies import vocabulary
from casestudies.bilingual import word

PUBLIC = ("published", "needs_recheck")  # statuses of cases that everybody reads
Choices = list[tuple[str, str]]


def choices(words: vocabulary.Words) -> Choices:
    return [(id, word(words, id)) for id in words]


def countries() -> Choices:
    return sorted(choices(vocabulary.COUNTRIES), key=lambda choice: choice[1])


def stack_layers() -> Choices:
    return choices(vocabulary.STACK_LAYERS)


def fields() -> Choices:
    return choices(vocabulary.FIELDS)


def outcomes() -> Choices:
    return choices(vocabulary.OUTCOMES)


def channels() -> Choices:
    return choices(vocabulary.CHANNELS)


def importance() -> Choices:
    return choices(vocabulary.IMPORTANCE)


def aspects() -> Choices:
    return choices(vocabulary.ASPECTS)


def risks() -> Choices:
    return choices(vocabulary.RISKS)


def source_kinds() -> Choices:
    return choices(vocabulary.SOURCE_KINDS)
