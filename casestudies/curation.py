"""Pages of curation beside the forms: versions of a case, import and export of its file."""

from itertools import zip_longest
from typing import Any, NamedTuple, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from casestudies import library
from casestudies.changes import Piece, changes
from casestudies.forms import place_words, said
from casestudies.models import CaseStudy, CaseVersion, Loaded
from casestudies.problems import CaseError

PAGE = "admin:casestudies_casestudy_changelist"
LANGUAGES = {"en": "en", "zh": "zh-Hans"}


class ImportForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The case as YAML"), widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"})
    )
    overwrite = forms.BooleanField(
        label=gettext_lazy("Also replace a case that was edited here since it was loaded"), required=False
    )


def may_change(request: HttpRequest) -> User:
    if not request.user.has_perm("casestudies.change_casestudy"):
        raise PermissionDenied
    return cast(User, request.user)


def page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, f"admin/casestudies/{name}.html", {**admin.site.each_context(request), **context})


def import_case(request: HttpRequest) -> HttpResponse:
    """A dry run says what would happen; what comes in is in review, not published."""
    user = may_change(request)
    form, problems, would = ImportForm(request.POST or None), [], ""
    if request.method == "POST" and form.is_valid():
        try:
            case = library.read(form.cleaned_data["text"])
        except CaseError as refused:
            problems = [(problem.path, said(problem)) for problem in refused.problems]
        else:
            loaded = take_in(case, user, form.cleaned_data["overwrite"], dry="import" not in request.POST)
            would = outcome_words(loaded)
            if "import" in request.POST and loaded is not Loaded.KEPT:
                messages.success(request, f"{case.slug}: {would}")
                return redirect(PAGE)
    return page(request, "import", {"form": form, "problems": problems, "would": would, "title": _("Import a case")})


def outcome_words(loaded: Loaded) -> str:
    return {
        Loaded.ADDED: _("new; it comes in as “in review”"),
        Loaded.UPDATED: _("replaces the case that is there"),
        Loaded.UNCHANGED: _("nothing changes"),
        Loaded.KEPT: _("not taken: the case was edited here since it was loaded"),
    }[loaded]


def take_in(case: library.Case, user: User, overwrite: bool, dry: bool) -> Loaded:
    """What becomes of the case; a dry run does all of it and takes it back."""
    with transaction.atomic():
        before = CaseStudy.objects.filter(slug=case.slug).first()
        if before:
            before.keep_version(None)
        loaded = CaseStudy.load(case, overwrite)
        row = CaseStudy.objects.for_reading().get(slug=case.slug)
        if loaded is Loaded.ADDED:
            row.status = CaseStudy.Status.IN_REVIEW
        if loaded in (Loaded.ADDED, Loaded.UPDATED):
            row.edited(user)
        transaction.set_rollback(dry)
    return loaded


def export_case(request: HttpRequest, pk: int) -> HttpResponse:
    may_change(request)
    case = get_object_or_404(CaseStudy.objects.for_reading(), pk=pk)
    response = HttpResponse(library.write(case.document()), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case.slug}.yaml"'
    return response


def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with what it changed; a complete one can be restored."""
    user = may_change(request)
    case = get_object_or_404(CaseStudy, pk=pk)
    if request.method == "POST":
        return restore(request, case, user)
    rows = list(case.versions.select_related("user"))
    shown = [(row, differences(before, row)) for row, before in zip_longest(rows, rows[1:])]
    return page(request, "versions", {"case": case, "rows": shown, "title": _("History of %s") % case})


class Shown(NamedTuple):
    """A change in the words of the page; `language` is that of the text."""

    place: str
    language: str
    pieces: list[Piece]


def differences(before: CaseVersion | None, after: CaseVersion) -> list[Shown]:
    if before is None:
        return []
    found = changes(library.plain(before.text), library.plain(after.text))
    return [Shown(place_words(path), LANGUAGES.get(path.rpartition(".")[2], ""), pieces) for path, pieces in found]


def restore(request: HttpRequest, case: CaseStudy, user: User) -> HttpResponse:
    number = request.POST.get("version", "")
    version = get_object_or_404(case.versions, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
    try:
        taken = library.read(version.text)
    except CaseError:
        messages.error(request, _("That version was not complete yet, so it cannot be restored."))
        return redirect("admin:casestudies_casestudy_versions", case.pk)
    with transaction.atomic():
        case.take(taken)
        CaseStudy.objects.for_reading().get(pk=case.pk).edited(user, restored=version)
    messages.success(request, _("The version is restored. Somebody else now has to approve it."))
    return redirect("admin:casestudies_casestudy_change", case.pk)
