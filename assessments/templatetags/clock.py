"""Moments on a page: the server's clock first, the reader's own as soon as the script has run."""

from datetime import UTC, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def clock(moment: datetime) -> SafeString:
    exact, here = moment.astimezone(UTC).isoformat("T", "seconds"), timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', exact, f"{here:%H:%M}")
