"""Nobody meets a sentence in the wrong language: every visible string has its Chinese text, and it is compiled."""

import re
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings

CATALOGUE = settings.BASE_DIR / "locale/zh_Hans/LC_MESSAGES/django.po"
PLACEHOLDER = r"%\([a-zA-Z_]+\)[sd]|%[sd]|\{[a-z_]+\}"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The visible strings of the code as it is, with the translations of the catalogue."""
    if shutil.which("xgettext") is None:
        pytest.fail("xgettext is missing: install gettext")
    copy = tmp_path_factory.mktemp("code") / "code"
    shutil.copytree(settings.BASE_DIR, copy, ignore=shutil.ignore_patterns(".*", "var", "tests", "*.pyc", "fonts"))
    command = [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--no-obsolete"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return polib.pofile(str(copy / CATALOGUE.relative_to(settings.BASE_DIR)))


def test_every_visible_string_is_translated(collected):
    assert [entry.msgid for entry in collected if not entry.translated()] == []


def test_no_translation_is_a_guess(collected):
    assert [entry.msgid for entry in collected.fuzzy_entries()] == []


def test_the_compiled_catalogue_is_the_one_in_the_repository():
    source, compiled = polib.pofile(str(CATALOGUE)), polib.mofile(str(CATALOGUE.with_suffix(".mo")))

    assert {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in source} == {
        (e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in compiled
    }


def test_a_translation_fills_in_the_same_values(collected):
    def names(text):
        return set(re.findall(PLACEHOLDER, text))

    for entry in collected:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert names(text) <= names(entry.msgid) | names(entry.msgid_plural or ""), entry.msgid


def test_chinese_says_you_in_one_way():
    """The guide, the cases and the interface speak to the same reader, so none of them is more formal."""
    folders = ("locale/zh_Hans/LC_MESSAGES/*.po", "docs/*.zh.md", "guide/content/**/*", "*/content/**/*.yaml")
    files = {path for folder in folders for path in settings.BASE_DIR.glob(folder) if path.is_file()}
    assert CATALOGUE in files
    assert [str(path.relative_to(settings.BASE_DIR)) for path in files if "您" in path.read_text("utf-8")] == []
