from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.db.models import Q, URLField
from django.forms import ModelForm, URLInput
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casestudies import curation, vocabulary
from casestudies.forms import CaseForm, EventForm, PartForm, place_words, sentence
from casestudies.models import CaseStudy, ChannelUse, Event, FailureLesson, Source, SuccessFactor, choices
from casestudies.models.queries import CaseStudyQuerySet
from casestudies.problems import Problem

if TYPE_CHECKING:
    CaseAdminBase = admin.ModelAdmin[CaseStudy]
    SourceInlineBase = admin.StackedInline[Source, CaseStudy]
    ChannelInlineBase = admin.StackedInline[ChannelUse, CaseStudy]
    FactorInlineBase = admin.StackedInline[SuccessFactor, CaseStudy]
    LessonInlineBase = admin.StackedInline[FailureLesson, CaseStudy]
    EventInlineBase = admin.StackedInline[Event, CaseStudy]
else:
    CaseAdminBase = admin.ModelAdmin
    SourceInlineBase = ChannelInlineBase = FactorInlineBase = LessonInlineBase = EventInlineBase = admin.StackedInline


class NotReady(Exception):
    """A case that was to be published and is not complete."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


class SourceInline(SourceInlineBase):
    model = Source
    extra = 0
    fieldsets = [
        (None, {"fields": [("key", "publisher", "published", "kind", "verified", "position"), ("title", "url")]}),
    ]
    formfield_overrides = {URLField: {"widget": URLInput}}  # the admin's own says "currently" and "change" around it


class ChannelInline(ChannelInlineBase):
    model = ChannelUse
    form = PartForm
    extra = 0
    classes = ["collapse"]
    fieldsets = [(None, {"fields": [("type", "importance", "position"), ("detail_en", "detail_zh"), "source_keys"]})]


class FactorInline(FactorInlineBase):
    model = SuccessFactor
    form = PartForm
    extra = 0
    classes = ["collapse"]
    fieldsets = [
        (
            None,
            {"fields": [("title_en", "title_zh"), ("detail_en", "detail_zh"), ("aspect", "position"), "source_keys"]},
        )
    ]


class LessonInline(LessonInlineBase):
    model = FailureLesson
    form = PartForm
    extra = 0
    classes = ["collapse"]
    fieldsets = [
        (None, {"fields": [
            ("title_en", "title_zh"), ("detail_en", "detail_zh"), ("response_en", "response_zh"),
            ("risk", "position"), "source_keys",
        ]})
    ]  # fmt: skip


class EventInline(EventInlineBase):
    model = Event
    form = EventForm
    extra = 0
    classes = ["collapse"]
    fieldsets = [(None, {"fields": [("date", "source_keys", "next_move", "position"), ("event_en", "event_zh")]})]


class CountryFilter(admin.SimpleListFilter):
    """The countries that occur."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = set(CaseStudy.objects.order_by().values_list("country", flat=True).distinct())
        return [choice for choice in choices.countries() if choice[0] in used]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(country=self.value()) if self.value() else queryset


class FieldFilter(admin.SimpleListFilter):
    """SQLite cannot look into lists, so the ids are compared here."""

    title = _("field")
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices.fields()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in vocabulary.FIELDS:
            return queryset
        rows = CaseStudy.objects.values_list("pk", "application_fields")
        return queryset.filter(pk__in=[pk for pk, fields in rows if self.value() in fields])


class LanguageFilter(admin.SimpleListFilter):
    """Cases in which one language was changed and the other was not."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("older", gettext("One is older"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.exclude(older={}) if self.value() == "older" else queryset


class DueFilter(admin.SimpleListFilter):
    """Cases that nobody has compared with their sources for half a year."""

    title = _("check")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("due", gettext("Due"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.due(timezone.localdate()) if self.value() == "due" else queryset


@admin.register(CaseStudy)
class CaseAdmin(CaseAdminBase):
    form = CaseForm
    inlines = [SourceInline, ChannelInline, FactorInline, LessonInline, EventInline]
    list_display = ["name_en", "name_zh", "status", "still_missing", "lagging", "checked", "editor", "approver"]
    list_display_links = ["name_en", "name_zh"]
    list_filter = [
        "status",
        DueFilter,
        LanguageFilter,
        "outcome",
        CountryFilter,
        FieldFilter,
        "failure_lessons__risk",
        "channels__type",
    ]
    list_per_page = 20
    search_fields = ["slug"]  # shows the field; get_search_results looks
    search_help_text = _("Names, summaries, lessons and sources, in both languages")
    readonly_fields = ["completeness", "changed", "editor", "approver", "older_texts"]
    list_select_related = ["editor", "approver"]
    actions = ["approve", "ask_recheck", "mark_checked"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": [
            "completeness", ("status", "position", "checked"), ("changed", "editor", "approver"), "slug",
            ("older_texts", "languages_agree"),
        ]}),
        (_("Facts"), {"fields": [
            ("name_en", "name_zh"), ("city_en", "city_zh"), ("country", "founded", "outcome", "as_of"),
            ("stack_layers", "application_fields"),
        ]}),
        (_("Summary"), {"fields": [("summary_en", "summary_zh"), ("takeaways_en", "takeaways_zh")]}),
        (_("Profile"), {
            "description": _("The editors’ judgement on the date of the case. Value and readiness run from 0 to 100, "
                             "higher is better; risks run from 1 to 5, 5 is the highest."),
            "fields": [
                ("value_economic", "value_social", "value_technical"),
                ("readiness_strategy", "readiness_team", "readiness_resources", "readiness_channels"),
                ("risk_technical", "risk_market", "risk_funding", "risk_legal"),
                ("rationale_en", "rationale_zh"),
            ],
        }),
        (_("Editors’ note"), {"classes": ["collapse"], "fields": [("editor_note_en", "editor_note_zh")]}),
    ]  # fmt: skip

    class Media:
        css = {"all": ["css/curation.css"]}

    def get_queryset(self, request: HttpRequest) -> CaseStudyQuerySet:
        return CaseStudy.objects.for_reading()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """As the library searches, and by the short name."""
        return (queryset.holding(search_term) if search_term else queryset), False

    def get_readonly_fields(self, request: HttpRequest, obj: CaseStudy | None = None) -> list[str]:
        """The address of a case stays, once others may have noted it."""
        return ["slug", *self.readonly_fields] if obj else [*self.readonly_fields]

    def get_prepopulated_fields(self, request: HttpRequest, obj: CaseStudy | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name_en"]}

    def get_fieldsets(self, request: HttpRequest, obj: CaseStudy | None = None) -> Any:
        """The row about older texts is there when there are any."""
        first, *rest = super().get_fieldsets(request, obj)
        if obj and obj.older:
            return [first, *rest]
        return [(first[0], {**first[1], "fields": first[1]["fields"][:-1]}), *rest]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        due = CaseStudy.objects.published().due(timezone.localdate()).count()
        return super().changelist_view(request, {**(extra_context or {}), "due": due, "title": gettext("Case studies")})

    def view_on_site(self, obj: CaseStudy) -> str:
        return obj.get_absolute_url()

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, "casestudies_casestudy"
        own = [
            path("import/", wrap(curation.import_case), name=f"{name}_import"),
            path("<int:pk>/versions/", wrap(curation.versions), name=f"{name}_versions"),
            path("<int:pk>/export/", wrap(curation.export_case), name=f"{name}_export"),
        ]
        return [*own, *super().get_urls()]

    @admin.action(description=_("Approve and publish"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: Any) -> None:
        for case in queryset:
            if case.approve(request.user):
                messages.success(request, gettext("%(name)s is published.") % {"name": case})
            elif case.editor_id == request.user.pk:
                text = gettext("%(name)s: you edited it last, so somebody else has to approve it.")
                messages.error(request, text % {"name": case})
            else:
                messages.error(request, gettext("%(name)s is not complete yet.") % {"name": case})

    @admin.action(description=_("Mark as “needs recheck”"), permissions=["change"])
    def ask_recheck(self, request: HttpRequest, queryset: Any) -> None:
        pks = [case.pk for case in queryset]
        CaseStudy.objects.filter(pk__in=pks, status="published").update(status="needs_recheck")

    @admin.action(description=_("Mark as checked today"), permissions=["change"])
    def mark_checked(self, request: HttpRequest, queryset: Any) -> None:
        """Whether the case still agrees with its sources; a change still waits for a second person."""
        chosen = CaseStudy.objects.filter(pk__in=[case.pk for case in queryset])
        chosen.update(checked=timezone.localdate())
        approved = Q(editor=None) | Q(approver__isnull=False)
        chosen.filter(approved, status="needs_recheck").update(status="published")

    @admin.display(description=_("Missing"))
    def still_missing(self, case: CaseStudy) -> str:
        return str(len(case.problems()) or "")

    @admin.display(description=_("Older language"))
    def lagging(self, case: CaseStudy) -> str:
        """Languages in which something was not changed along."""
        names = {"en": gettext("English"), "zh": gettext("Chinese")}
        return " ".join(name for language, name in names.items() if language in case.older.values())

    @admin.display(description=_("Older than the other language"))
    def older_texts(self, case: CaseStudy) -> SafeString:
        places = [(place_words(f"{path}.{language}"),) for path, language in case.older.items()]
        return format_html('<ul class="missing">{}</ul>', format_html_join("", "<li>{}</li>", places))

    @admin.display(description=_("Before publication"))
    def completeness(self, case: CaseStudy | None) -> str | SafeString:
        if case is None or case.pk is None:
            return gettext("Save the case as a draft; this list then says what it still needs.")
        problems = case.problems()
        if not problems:
            return gettext("What is saved is complete and can be published.")
        items = format_html_join("", "<li>{}</li>", [(sentence(problem),) for problem in problems])
        return format_html('<ul class="missing">{}</ul>', items)

    def get_form(self, request: HttpRequest, obj: CaseStudy | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.not_ready = getattr(request, "not_ready", ())  # type: ignore[attr-defined]  # CaseForm has it
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Saves; or, when an incomplete case was to be published, shows what was typed again and says why not."""
        title = gettext("Case study") if object_id else gettext("New case study")
        extra_context = {**(extra_context or {}), "title": title}
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NotReady as refused:
            request.not_ready = refused.problems  # type: ignore[attr-defined]  # read by get_form
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request: HttpRequest, form: "ModelForm[CaseStudy]", formsets: Any, change: bool) -> None:
        """Everything first, then the check of the whole; a refusal rolls all of it back."""
        super().save_related(request, form, sorted(formsets, key=lambda formset: formset.model is not Source), change)
        case = CaseStudy.objects.for_reading().get(pk=form.instance.pk)
        case.put_in_order()
        if form.cleaned_data.get("languages_agree"):
            CaseStudy.objects.filter(pk=case.pk).update(older={})
        case = CaseStudy.objects.for_reading().get(pk=case.pk)
        case.edited(cast(User, request.user))
        if case.is_public and (faults := case.faults()):
            raise NotReady(faults)

    def save_model(self, request: HttpRequest, obj: CaseStudy, form: Any, change: bool) -> None:
        if change:
            obj.keep_version(None)  # what is stored now, so that it can be compared with and restored
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for part in formset.forms:
            if "source_keys" in part.changed_data and part.instance.pk and part not in formset.deleted_forms:
                part.instance.sources.set(
                    Source.objects.filter(case=form.instance, key__in=part.cleaned_data["source_keys"])
                )
