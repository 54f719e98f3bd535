from django.db import migrations

from casestudies.tokens import stored

NODES = ["value_economic", "value_social", "value_technical", "readiness_strategy", "readiness_team",
         "readiness_resources", "readiness_channels"]
RISKS = ["risk_technical", "risk_market", "risk_funding", "risk_legal"]
PARTS = ("channels", "success_factors", "failure_lessons", "timeline")


def index_cases(apps, schema_editor):
    """What CaseStudy.index keeps of each case, for those that were there before."""
    text, term = apps.get_model("casestudies", "CaseText"), apps.get_model("casestudies", "CaseTerm")
    traits = apps.get_model("casestudies", "CaseTraits")
    for case in apps.get_model("casestudies", "CaseStudy").objects.all():
        rows = [row for name in PARTS for row in getattr(case, name).all()]
        text.objects.create(
            case=case,
            names=stored(words([case], "name", "city")),
            headings=stored(words([case], "summary", "takeaways") + words(rows, "title")),
            details=stored(words(rows, "detail", "response", "event") + sources(case)),
        )
        traits.objects.create(case=case, line=line(case))
        term.objects.bulk_create(term(case=case, facet=facet, term=id) for facet, id in sorted(terms(case)) if id)


def words(rows, *names):
    columns = [f"{name}_{language}" for name in names for language in ("en", "zh")]
    return "\n".join(getattr(row, column, "") for row in rows for column in columns) + "\n"


def sources(case):
    return "\n".join(f"{source.title}\n{source.publisher}" for source in case.sources.all())


def line(case):
    numbers = [getattr(case, name) for name in NODES + RISKS]
    sets = (case.application_fields, case.stack_layers, {channel.type for channel in case.channels.all()})
    return ";".join([
        " ".join("nan" if number is None else str(number) for number in numbers),
        *(" ".join(sorted(ids)) for ids in sets),
    ])


def terms(case):
    found = {("country", case.country), ("outcome", case.outcome)}
    found |= {("field", id) for id in case.application_fields} | {("layer", id) for id in case.stack_layers}
    found |= {("channel", row.type) for row in case.channels.all()}
    found |= {("aspect", row.aspect) for row in case.success_factors.all()}
    return found | {("risk", row.risk) for row in case.failure_lessons.all()}


class Migration(migrations.Migration):

    dependencies = [("casestudies", "0004_sources_status_and_search")]

    operations = [migrations.RunPython(index_cases, migrations.RunPython.noop)]
