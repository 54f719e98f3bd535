import uuid

from django.http import HttpResponse

from accounts.http import UserRequest


def weights(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")
