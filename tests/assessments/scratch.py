"""What the tests of the scratch copy send and read."""

from django.urls import reverse

from assessments.models import Answer

RIVAL = "rival_channels"
MARGIN, RISK, MEASURE = "economic_margin", "risk_funding_pressure", "mitigation_funding_diversified_sources"


def url(venture, **query):
    return reverse("assessments:what_if", args=[venture.code], query=query or None)


def text(response):
    return " ".join(response.content.decode().split())


def answers(assessment):
    rows = Answer.objects.filter(sheet__assessment=assessment)
    return {row.item: (row.state, row.value, row.evidence, row.version) for row in rows}


def fields(response):
    """What the form that keeps the answers would send."""
    context = response.context
    keeping = {"operation": str(context["keeping"]["operation"])}
    keeping |= {f"version:{item}": str(version) for item, version in context["keeping"]["versions"]}
    return {**context["typed"], **keeping}


def new_channel(number, table="channels", **typed):
    """What the page sends for a row that the table does not have."""
    names = ["type", "owner", "share", "dependence", "reach", "fit", "conversion", "payback", "control", "defence"]
    fields = {
        **dict.fromkeys(names, ""),
        "evidence": "0",
        "type": "direct_sales",
        "owner": "self",
        "share": "25",
        **typed,
    }
    return {f"{table}[{number}].{name}": value for name, value in fields.items()}


def headline(response):
    return {row.words: (row.now.value, row.then.value) for row in response.context["headline"]}
