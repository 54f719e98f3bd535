import uuid

from django.http import HttpResponse

from accounts.http import UserRequest


def tasks(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")


def start(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")


def review(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")


def finish(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")


def section(request: UserRequest, code: uuid.UUID, section: str) -> HttpResponse:
    return HttpResponse("")


def question(request: UserRequest, code: uuid.UUID, section: str, item: str) -> HttpResponse:
    return HttpResponse("")
