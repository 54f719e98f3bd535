"""Parts of pages as text, kept with the answers that they come from.

Who works on an assessment comes back to its result again and again, and a page of a thousand nodes of templates takes
longer to draw than anything else that a request does.
"""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from accounts.http import UserRequest
from assessments.views.looked import Look
from assessments.views.opened import Opened

MOST = 8  # parts that are kept of one assessment: those of one language and role, and a few more


def kept(request: UserRequest, page: Opened, look: Look, template: str, context: Callable[[], dict[str, Any]]) -> str:
    """What a template says of a look. It may depend on these arguments alone: on no person, no case of the library.

    What the address asks for beside the round is worked out each time, and so is what a script asks for.
    """
    if request.htmx or request.GET.keys() - {"round"}:
        return render_to_string(template, context(), request)
    key = template, get_language(), page.may_edit, page.query
    found = look.parts.get(key)
    if found is None:
        found = render_to_string(template, context(), request)
        if len(look.parts) >= MOST:
            look.parts.clear()
        look.parts[key] = found
    return found
