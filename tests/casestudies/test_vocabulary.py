"""The words of the library equal those of the question bank, so that cases and ventures can be compared."""

from pathlib import Path

import pytest
from django.conf import settings

from assessments import scoring
from casestudies import library, vocabulary
from casestudies.vocabulary import Text


@pytest.fixture(scope="module")
def bank():
    file = sorted(Path(settings.BASE_DIR).glob("assessments/content/banks/ai-venture-default-*.yaml"))[-1]
    return scoring.parse(scoring.load(file.read_bytes()))


def words(texts):
    return {id: Text(text.en, text.zh) for id, text in texts}


def test_fields_and_layers_are_the_options_of_the_facts(bank):
    assert words((o.id, o.text) for o in bank.fact("fact_fields").options) == vocabulary.FIELDS
    assert words((o.id, o.text) for o in bank.fact("fact_stack_layer").options) == vocabulary.STACK_LAYERS


def test_channels_are_the_types_of_the_channel_table(bank):
    assert words((option.id, option.text) for option in bank.channel_table.types) == vocabulary.CHANNELS


def test_risks_and_their_categories_are_those_of_the_bank(bank):
    assert words((risk.id, risk.title) for risk in bank.risks) == vocabulary.RISKS
    assert list(vocabulary.RISK_CATEGORIES) == list(bank.categories) == list(library.CATEGORIES)


def test_profiles_score_nodes_of_the_bank(bank):
    assert words((id, bank.node(id).title) for id in vocabulary.NODES) == vocabulary.NODES
    named = [name.replace("channels", "channel") for name in (*library.VALUES, *library.READINESS)]
    assert list(vocabulary.NODES) == named


def test_every_word_has_both_languages():
    texts = [text for list_ in vocabulary.VOCABULARY.values() for text in list_.values()]

    assert all(text.en.strip() and text.zh.strip() for text in texts)
