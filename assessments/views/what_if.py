import uuid

from django.http import HttpResponse

from accounts.http import UserRequest


def what_if(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    return HttpResponse("")
