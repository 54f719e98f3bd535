"""The public page behind the hash that every report prints. It says whether and when, and nothing more."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reports import verify as verifying
from reports.forms import HashForm, PasteForm


@login_not_required
def verify(request: HttpRequest, sha256: str = "") -> HttpResponse:
    """Known and unknown hashes get the same page. A hash can be typed, or worked out from pasted answers."""
    form = HashForm({"sha256": request.GET["sha256"]} if "sha256" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("public:verify", form.cleaned_data["sha256"])
    asked = verifying.HASH.fullmatch(sha256) is not None
    pasted = PasteForm(request.POST or None)
    context = {"form": form, "paste": pasted, "sha256": sha256, "asked": asked, "malformed": sha256 and not asked}
    if request.method == "POST" and pasted.is_valid():
        context["made"] = made = verifying.hash_of(pasted.cleaned_data["text"])
        context["found"] = verifying.frozen_at(made) if made else None
        context["agrees"] = made == sha256
    elif asked:
        context["found"] = verifying.frozen_at(sha256)
    return render(request, "reports/verify.html", context)
