import uuid

from django.http import HttpResponse

from accounts.http import UserRequest


def portfolio(request: UserRequest) -> HttpResponse:
    return HttpResponse("")


def overview(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")
