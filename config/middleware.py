from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.views import error_page


class WrongMethodMiddleware:
    """Django's answer to a wrong method is an empty page, which a person meets after signing in from a sent form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.get("Content-Length", "0") != "0" or request.method == "HEAD":
            return response
        page = error_page(request, 405)
        page["Allow"] = response["Allow"]
        return page
