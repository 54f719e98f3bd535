import uuid

from django.http import HttpResponse

from accounts.http import UserRequest


def index(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")


def create(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")


def detail(request: UserRequest, code: uuid.UUID, report: uuid.UUID) -> HttpResponse:
    return HttpResponse("")


def download(request: UserRequest, code: uuid.UUID, report: uuid.UUID) -> HttpResponse:
    return HttpResponse("")
