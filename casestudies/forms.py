"""The forms of curation in the admin."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from casestudies.models import CaseStudy, choices
from casestudies.models.choices import PUBLIC
from casestudies.models.facts import NEEDED
from casestudies.problems import KINDS, Problem

if TYPE_CHECKING:
    CaseFormBase = forms.ModelForm[CaseStudy]
    PartFormBase = forms.ModelForm[Any]  # every part that rests on sources
else:
    CaseFormBase = PartFormBase = forms.ModelForm

# Words for the keys of the file format, in which the checks speak
KEYS = {
    "channels": _("channels"), "success_factors": _("success factors"), "failure_lessons": _("failure lessons"),
    "timeline": _("timeline"), "sources": _("sources"), "en": _("English"), "zh": _("Chinese"),
    "name": pgettext_lazy("of a venture", "name"), "headquarters": _("headquarters"),
    "founded": _("founded in"), "city": _("city"), "country": _("country"), "stack_layers": _("layers"),
    "fields": _("fields"), "outcome": _("outcome"), "as_of": _("as of"), "summary": _("summary"),
    "profile": _("profile"), "takeaways": _("what to take from it"), "editor_note": _("editors’ note"),
    "rationale": _("reasons"), "detail": _("detail"), "title": _("title"), "aspect": _("aspect"), "risk": _("risk"),
    "response": _("advice"), "event": _("event"), "date": _("date"), "type": _("type"), "url": _("address"),
    "importance": _("importance"), "publisher": _("publisher"), "published": _("published"), "id": _("key"),
    "value": _("value"), "readiness": _("readiness"), "economic": _("economic"), "social": _("social"),
    "technical": _("technical"), "market": _("market"), "funding": _("funding"), "legal": _("legal"),
    "strategy": _("strategy"), "team": _("team"), "resources": _("resources"), "verified": _("re-read"),
    "kind": _("kind of source"), "next_move": _("what they did next"),
}  # fmt: skip
ENTRIES = {  # one of a list
    "channels": _("channel"), "success_factors": _("success factor"), "failure_lessons": _("failure lesson"),
    "timeline": _("event"), "sources": _("source"),
}  # fmt: skip
_("- Select an option -")  # Django's, for which it has no Chinese text; so our catalogue has one


def said(problem: Problem) -> str:
    """What is wrong, without the place."""
    values = {name: gettext(value) if value in KINDS else value for name, value in problem.values.items()}
    return gettext(problem.message) % values


def sentence(problem: Problem) -> str:
    where = place_words(problem.path)
    return pgettext("list", "%(place)s: %(said)s") % {"place": where, "said": said(problem)} if where else said(problem)


def place_words(path: str) -> str:
    """A path in the words of the page: `failure_lessons[1].title.zh` becomes "Failure lesson 2, title, Chinese"."""
    place = []
    for step in path.removeprefix("headquarters.").split("."):
        key, _bracket, number = step.removesuffix("]").partition("[")
        if key:
            place.append(f"{ENTRIES.get(key, key)} {int(number) + 1}" if number else str(KEYS.get(key, key)))
    where = pgettext("list", ", ").join(place)
    return f"{where[:1].upper()}{where[1:]}"


def mark_languages(fields: Mapping[str, forms.Field], rows: int) -> None:
    """Tells browsers, spelling checkers and screen readers which language a field is in."""
    for name, field in fields.items():
        if name.endswith("_zh"):
            field.widget.attrs["lang"] = "zh-Hans"
        elif name.endswith("_en"):
            field.widget.attrs["lang"] = "en"
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = rows


def mark_older(form: forms.BaseForm, older: Mapping[str, str], place: str) -> None:
    """Says at a field that its other language was changed later; `place` is where the form stands in the file."""
    for path, language in older.items():
        if path.startswith(place):
            field = form.fields.get(f"{path.removeprefix(place)}_{language}")
            if field:
                field.help_text = (
                    _("Older than the English text.") if language == "zh" else _("Older than the Chinese text.")
                )
                field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} older".strip()


class CaseForm(CaseFormBase):
    not_ready: Sequence[Problem] = ()  # what the checks of the whole case said to the first attempt to publish
    stack_layers = forms.MultipleChoiceField(
        label=_("Layers"), choices=choices.stack_layers, required=False, widget=forms.CheckboxSelectMultiple
    )
    application_fields = forms.MultipleChoiceField(
        label=_("Fields"), choices=choices.fields, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages_agree = forms.BooleanField(
        label=_("Both languages say the same now"), required=False, help_text=_("Takes away every mark “older”.")
    )

    class Meta:
        model = CaseStudy
        exclude: Sequence[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_languages(self.fields, rows=7)
        for place in ("", "headquarters.", "profile."):
            mark_older(self, self.instance.older, place)

    def clean_stack_layers(self) -> list[str]:
        return self.in_stored_order("stack_layers")

    def clean_application_fields(self) -> list[str]:
        return self.in_stored_order("application_fields")

    def in_stored_order(self, name: str) -> list[str]:
        """The boxes come in the order of the page; what was ticked before keeps its place, so that a save alone
        changes nothing."""
        ticked: list[str] = self.cleaned_data[name]
        stored: list[str] = self.initial.get(name) or []
        return [id for id in stored if id in ticked] + [id for id in ticked if id not in stored]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        before, after = self.initial.get("status"), cleaned.get("status")
        if after in PUBLIC:
            if before not in PUBLIC or (before != after and after == CaseStudy.Status.PUBLISHED):
                message = _("Set it to “in review”. A second person publishes it with the action of the list.")
                self.add_error("status", message)
            for name in NEEDED:
                if name in self.fields and cleaned.get(name) in (None, "", []) and name not in self.errors:
                    self.add_error(name, _("Needed before the case can be published."))
            for problem in self.not_ready:
                self.add_error(None, sentence(problem))
        return cleaned


class PartForm(PartFormBase):
    """A statement and the keys of its sources, which may be new in the same submission."""

    rows = 5
    source_keys = forms.CharField(
        label=_("Sources"), required=False, help_text=_("Keys of the sources above, with spaces between them")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_languages(self.fields, self.rows)
        name, number = self.prefix.rsplit("-", 1) if self.prefix else ("", "")
        if self.instance.pk and number.isdecimal():
            mark_older(self, self.instance.case.older, f"{name}[{number}].")
        self.fields["source_keys"].widget.attrs |= {"class": "vTextField", "autocomplete": "off", "spellcheck": "false"}
        if self.instance.pk:
            self.initial["source_keys"] = " ".join(source.key for source in self.instance.sources.all())

    def clean_source_keys(self) -> list[str]:
        wanted: list[str] = self.cleaned_data["source_keys"].replace(",", " ").split()
        unknown = [key for key in wanted if key not in keys_in(self.data)]
        if unknown:
            message = _("This case has no source called %(keys)s. Add it to the sources, or correct the key.")
            raise forms.ValidationError(message, params={"keys": ", ".join(unknown)})
        return wanted


class EventForm(PartForm):
    rows = 3


def keys_in(data: Mapping[str, Any]) -> set[str]:
    """The keys of the sources that a submission keeps."""
    total = data.get("sources-TOTAL_FORMS", "")
    rows = range(min(int(total), 1000)) if total.isdigit() else range(0)
    return {data.get(f"sources-{row}-key", "") for row in rows if not data.get(f"sources-{row}-DELETE")}
