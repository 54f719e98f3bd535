import uuid

from django.http import HttpResponse

from accounts.http import UserRequest


def result(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")


def dimension(request: UserRequest, code: uuid.UUID, node: str) -> HttpResponse:
    return HttpResponse("")


def risks(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")
