"""Which of the main links the page in view belongs to."""

from django.http import HttpRequest

PLACES = {  # by the name of the app, or of the view where it belongs elsewhere
    "assessments": "ventures", "ventures": "ventures", "reports": "ventures", "compare": "compare",
    "casestudies": "cases", "assessments:near": "cases", "assessments:case_compared": "cases",
    "guide": "guide", "assessments:guide_matches": "guide",
}  # fmt: skip


def navigation(request: HttpRequest) -> dict[str, str]:
    match = request.resolver_match
    if match is None:
        return {"place": ""}
    return {"place": PLACES.get(match.view_name) or PLACES.get(match.app_name, "")}
