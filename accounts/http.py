from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class UserRequest(HttpRequest):
    """A request of a signed-in person; LoginRequiredMiddleware lets nobody else reach a private view."""

    user: User
    htmx: HtmxDetails
