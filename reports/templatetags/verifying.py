"""The code beside the hash in a report."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports import verify
from reports.contents import Contents

register = template.Library()


@register.simple_tag
def verify_address(report: Contents) -> str:
    return verify.address(report.sha256, report.language)


@register.simple_tag
def qr_code(text: str, title: str) -> SafeString:
    """Dark on white with a quiet margin of four modules, as readers want it."""
    side, bars = verify.drawn(text)
    return format_html(
        '<svg class="qr" role="img" viewBox="-4 -4 {} {}"><title>{}</title><path d="{}" fill="#000000"/></svg>',
        side + 8, side + 8, title, bars,
    )  # fmt: skip
