from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.translation import get_language

THEME_COOKIE = "theme"
HTML_LANGUAGES = {"en": "en", "zh-hans": "zh-Hans"}


def interface(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs: theme, and the same page in the other language.

    Addresses are functions, which a template calls: few pages show them, and to find one takes a tenth of a
    millisecond.
    """
    user = getattr(request, "user", None)
    chosen = user.theme if user and user.is_authenticated else request.COOKIES.get(THEME_COOKIE, "")
    own, other = ("zh-hans", "en") if get_language() == "zh-hans" else ("en", "zh-hans")
    translated = partial(translate_url, request.get_full_path(), other)
    return {
        "theme": chosen if chosen in ("light", "dark") else "",
        "html_language": HTML_LANGUAGES[own],
        "other_language": other,
        "other_html_language": HTML_LANGUAGES[other],
        "other_language_url": translated,
        "this_url": request.build_absolute_uri,
        "other_url": lambda: request.build_absolute_uri(translated()),
        "card_url": lambda: request.build_absolute_uri(static("img/card.png")),  # the picture of a shared page
        "mail_is_printed": not settings.EMAIL_URL,
    }
