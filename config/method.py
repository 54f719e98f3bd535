"""The method page: docs/scoring.md in the language of the page, as HTML."""

import re
from functools import cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# A line ends between two Chinese characters, where a space would be wrong.
HAN = r"[\u2018-\u201f\u3000-\u9fff\uff00-\uffef]"
BETWEEN_HAN = re.compile(rf"(?<={HAN})\n(?={HAN})")
FILES = {"en": "scoring.md", "zh-hans": "scoring.zh.md"}


@cache
def method_page(language: str) -> SafeString:
    """The whole text; it ships with the code, so that reading it once is enough."""
    text = (settings.BASE_DIR / "docs" / FILES.get(language, FILES["en"])).read_text("utf-8")
    html: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(BETWEEN_HAN.sub("", text))
    # A wide table scrolls inside itself, and is reached by keyboard.
    framed = html.replace("<table>", '<div class="scroll-x" tabindex="0"><table class="data">')
    return mark_safe(framed.replace("</table>", "</table></div>"))  # noqa: S308  # our own text, HTML switched off
