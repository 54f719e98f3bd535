from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.translation import get_language

THEME_COOKIE = "theme"


def interface(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs: theme, and the same page in the other language."""
    user = getattr(request, "user", None)
    chosen = user.theme if user and user.is_authenticated else request.COOKIES.get(THEME_COOKIE, "")
    other = "en" if get_language() == "zh-hans" else "zh-hans"
    translated = translate_url(request.get_full_path(), other)
    return {
        "theme": chosen if chosen in ("light", "dark") else "",
        "other_language": other,
        "other_language_url": translated,
        "this_url": request.build_absolute_uri(),
        "other_url": request.build_absolute_uri(translated),
        "card_url": request.build_absolute_uri(static("img/card.png")),  # the picture of a shared page
        "mail_is_printed": not settings.EMAIL_URL,
    }
