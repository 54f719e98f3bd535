"""What a browser says of itself, in words that its owner recognises."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found: browsers also name those whose pages they imitate.
BROWSERS = {
    "MicroMessenger": "WeChat", "EdgA": "Edge", "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet",
    "FxiOS": "Firefox", "Firefox": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "CrOS": "ChromeOS",
    "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip


@register.filter
def device(user_agent: str) -> str:
    """Like "Firefox on Linux"; the text itself where no known name is in it."""
    browser = next((name for part, name in BROWSERS.items() if part in user_agent), "")
    system = next((name for part, name in SYSTEMS.items() if part in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return user_agent or _("Unknown browser")
