"""The fixed words of the guide: what the ids of its files are called. The content brings its own words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, Promise] = {
    "framework": _("Framework"),
    "model_hub": _("Model hub"),
    "dataset": _("Data set"),
    "data": _("Data tools"),
    "compute": _("Compute"),
    "serving": _("Serving"),
    "evaluation": _("Evaluation"),
    "open_source": _("Open-source project"),
    "regulation": _("Law and rules"),
    "other": _("Other"),
}
LICENCES: Mapping[str, Promise] = {
    "open": _("Open source"),
    "public": _("Public text or open data"),
    "proprietary": _("Proprietary service"),
    "terms": _("Own terms"),
}
STATUSES: Mapping[str, Promise] = {
    "active": pgettext_lazy("status of a tool", "Active"),
    "archived": pgettext_lazy("status of a tool", "Archived"),
    "unavailable": pgettext_lazy("status of a tool", "Not available"),
}
STAGES: Mapping[str, Promise] = {
    "idea": _("Idea"),
    "prototype": _("Prototype"),
    "product": _("Product"),
    "scale": _("Scale"),
}
GROUPS: Mapping[str, Promise] = {
    "first": _("Where this work began"),
    "large_models": _("Large models"),
    "venture": _("Ventures and markets"),
    "methods": _("Methods of judging"),
    "law": _("Law and rules"),
}
TERM_GROUPS: Mapping[str, Promise] = {
    "product": _("The product"),
    "scoring": _("Scores"),
    "risk": _("Risks"),
    "business": _("Business"),
}
EFFECTS: Mapping[str, Promise] = {
    "likelihood": _("Lowers the likelihood"),
    "impact": _("Lowers the impact"),
    "both": _("Lowers likelihood and impact"),
}
EFFORTS: Mapping[str, Promise] = {
    "low": pgettext_lazy("effort", "Little effort"),
    "medium": pgettext_lazy("effort", "Some effort"),
    "high": pgettext_lazy("effort", "Much effort"),
}
