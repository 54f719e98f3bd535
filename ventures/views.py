import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from ventures.forms import DeleteForm, NewVentureForm, VentureForm
from ventures.models import Venture


def create(request: UserRequest) -> HttpResponse:
    form = NewVentureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        venture = Venture.found_once(request.user, **form.cleaned_data)
        return redirect("assessments:start", venture.code, preserve_request=True)  # a form again: it begins a round
    return render(request, "ventures/create.html", {"form": form})


def edit(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    saved_name = venture.name  # the form puts a typed one on the instance even when it is faulty
    form = VentureForm(request.POST or None, instance=venture)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("%(name)s is saved.") % {"name": venture.name})
        return redirect("assessments:overview", code)
    owned = Venture.objects.owned_by(request.user).filter(pk=venture.pk).exists()
    context = {"form": form, "venture": venture, "saved_name": saved_name, "may_delete": owned}
    return render(request, "ventures/edit.html", context)


@require_POST
def archive(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    venture.archive()
    messages.success(request, _("%(name)s is archived. Nothing is lost.") % {"name": venture.name})
    return redirect("assessments:portfolio")


@require_POST
def restore(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    venture = get_object_or_404(Venture.objects.editable_by(request.user), code=code)
    venture.restore()
    messages.success(request, _("%(name)s is back.") % {"name": venture.name})
    return redirect("assessments:overview", code)


def delete(request: UserRequest, code: uuid.UUID) -> HttpResponse:
    venture = get_object_or_404(Venture.objects.owned_by(request.user), code=code)
    form = DeleteForm(venture, request.POST or None)
    if request.method == "POST" and form.is_valid():
        venture.remove(request.user)
        messages.success(request, _("%(name)s is deleted, with its answers and reports.") % {"name": venture.name})
        return redirect("assessments:portfolio")
    return render(request, "ventures/delete.html", {"form": form, "venture": venture})
