"""What is kept of each case so that the library finds, filters and counts without reading the cases.

Both are written with the case (CaseStudy.index) and never shown.
"""

from collections import deque
from collections.abc import Iterable
from typing import Any, Self, cast

from django.db import connection, models, transaction
from django.db.models import Case, F, Func, Q, Sum, Value, When, Window
from django.db.models.expressions import Combinable

from casestudies import tokens
from casestudies.models.choices import PUBLIC
from casestudies.shelf import Shelf

WEIGHTS = {"names": 4, "headings": 2, "details": 1}  # of a word found there, without PostgreSQL's own ranking


class Comparison(Func):
    """Two expressions with an operator of PostgreSQL's between them, `arg_joiner`."""

    template = "(%(expressions)s)"
    output_field = models.BooleanField()


def tsquery(text: str) -> str:
    """A search in PostgreSQL's own language: every word by its beginning, Chinese characters in a row."""
    found = []
    for run in tokens.wanted(text):
        parts = run.split()
        if tokens.is_chinese(parts[0]) and len(parts[0]) == 2:
            found.append("(" + " <-> ".join(f"'{part}'" for part in parts) + ")")
        else:
            found.append(f"'{parts[0]}':*")
    return " & ".join(found)


def as_query(text: str) -> Func:
    return Func(Value(tsquery(text)), template="to_tsquery('english', %(expressions)s)")


def through_index[Row](rows: Iterable[Row]) -> list[Row]:
    """The planner does not know that reading the vectors themselves costs more than the index, and would read all of
    them for a frequent word."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = list(rows)
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


class CaseTextQuerySet(models.QuerySet["CaseText"]):
    def ranks(self, text: str) -> dict[int, float]:
        """Pk of every case that holds all words of the text, and how well it fits; higher is better."""
        if not tokens.wanted(text):
            return {}
        return self.ranked_by_postgresql(text) if connection.vendor == "postgresql" else self.ranked(text)

    def holders(self, text: str) -> list[int]:
        """The same cases in no order; to rank them costs more than to find them."""
        if not tokens.wanted(text):
            return []
        if connection.vendor != "postgresql":
            return list(self.ranked(text))
        return through_index(self.fitting(text).values_list("case", flat=True))

    def ranked_by_postgresql(self, text: str) -> dict[int, float]:
        """A migration keeps the columns: `vector` of everything is indexed, `heads` of names and headings ranks."""
        by_length = Value(16)  # long texts do not win by it; 16 counts different words, 1 would count each word again
        plain: Any = models.Field()  # a FloatField would make a number of what is one, thousands of times
        rank = Func(Func(template="heads"), as_query(text), by_length, function="ts_rank", output_field=plain)
        return dict(through_index(self.fitting(text).annotate(rank=rank).values_list("case", "rank")))

    def fitting(self, text: str) -> Self:
        """A query of nothing but words that stand in every text ("the") asks for nothing."""
        query = as_query(text)
        size = Func(query, function="numnode", output_field=models.IntegerField())
        fits = Comparison(Func(template="vector"), query, arg_joiner=" @@ ")
        return self.alias(size=size).filter(Q(size=0) | Q(fits))

    def ranked(self, text: str) -> dict[int, float]:
        """The same words without stems, compared by their beginning."""
        found, rank = self, cast(Combinable, Value(0))
        for run in tokens.wanted(text):
            found = found.filter(Q(names__contains=run) | Q(headings__contains=run) | Q(details__contains=run))
            for name, weight in WEIGHTS.items():
                rank += Case(When(**{f"{name}__contains": run}, then=Value(weight)), default=Value(0))
        return dict(found.annotate(rank=rank).values_list("case", "rank"))


class CaseText(models.Model):
    """The words of a case in both languages, as tokens."""

    case = models.OneToOneField(
        "casestudies.CaseStudy", on_delete=models.CASCADE, primary_key=True, related_name="searchable"
    )
    names = models.TextField()
    headings = models.TextField()
    details = models.TextField()

    objects = CaseTextQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.names


SHELVES: deque[tuple[int | None, Shelf]] = deque(maxlen=2)


class CaseLineQuerySet(models.QuerySet["CaseLine"]):
    def shelf(self) -> Shelf:
        """Every public case in the order of the library, and no case is read.

        PostgreSQL adds up a number of every line in less than half of the time that it takes to send them all, so the
        shelf of the sum is kept: one query, and a second one after a change by anybody.
        """
        public = self.filter(case__status__in=PUBLIC)
        rows = public.order_by("case__position", "case__name_en", "case")
        if connection.vendor != "postgresql":
            return Shelf(list(rows.values_list("case", "line")))
        bar, text = Value("|"), models.TextField()
        order = (F("line"), bar, F("case__position"), bar, F("case__name_en"))
        told = Func(*order, template="%(expressions)s", arg_joiner=" || ", output_field=text)
        number = Func(told, F("case"), function="hashtextextended", output_field=models.BigIntegerField())
        total = public.aggregate(total=Sum(number))["total"]
        if found := next((shelf for kept, shelf in list(SHELVES) if kept == total), None):
            return found
        told_rows = list(rows.annotate(total=Window(Sum(number))).values_list("case", "line", "total"))
        shelf = Shelf([row[:2] for row in told_rows])
        SHELVES.append((told_rows[0][2] if told_rows else None, shelf))  # of this reading, not of the one before
        return shelf


class CaseLine(models.Model):
    """What a case is filtered and compared by, in one line: see casestudies/shelf.py."""

    case = models.OneToOneField("casestudies.CaseStudy", on_delete=models.CASCADE, primary_key=True, related_name="+")
    line = models.TextField()

    objects = CaseLineQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.line


def words_of(document: dict[str, Any]) -> dict[str, str]:
    """The columns of CaseText for a case in the file format."""
    both = "\n".join
    parts = ("channels", "success_factors", "failure_lessons", "timeline")
    rows = [row for name in parts for row in document[name]]
    headings = [document["summary"], document["takeaways"], *(row["title"] for row in rows if "title" in row)]
    details = [row[name] for row in rows for name in ("detail", "response", "event") if name in row]
    details += [{"en": source["title"], "zh": source["publisher"]} for source in document["sources"]]
    texts = {"names": [document["name"], document["headquarters"]["city"]], "headings": headings, "details": details}
    return {
        name: tokens.stored(both(text[language] for text in found for language in ("en", "zh")))
        for name, found in texts.items()
    }
