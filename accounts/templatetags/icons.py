"""The one way to show an icon: {% icon "check" %}, by the name of its file in templates/icons."""

from django import template
from django.conf import settings
from django.template.base import Parser, TextNode, Token

register = template.Library()

FOLDER = settings.BASE_DIR / "templates/icons"
FRAME = (
    '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
    ' stroke-linejoin="round" aria-hidden="true">{}</svg>'
)


@register.tag
def icon(parser: Parser, token: Token) -> TextNode:
    """Text of the page from the moment when the template is read: a dozen icons cost a page nothing."""
    name = token.split_contents()[1].strip("\"'")
    try:
        drawn = (FOLDER / f"{name}.svg").read_text("utf-8")
    except FileNotFoundError as missing:
        raise template.TemplateSyntaxError(f"There is no icon {name}.") from missing
    return TextNode(FRAME.format(drawn.strip()))
