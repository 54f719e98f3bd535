"""The library with 16 cases and with thousands more: python benchmarks/library.py [MORE [PAGE ...]]

Every page that reads cases is asked in turns on two databases, one with the shipped cases and one that holds 5,000 more
made from them, in the same process; what counts is the ratio of the two times, and the number of statements, which must
not grow. DATABASE_URL names an empty PostgreSQL database; a second one beside it is made and dropped again. Without it
both are SQLite files in a temporary folder.
"""

import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from io import StringIO
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="fairway-benchmark-")
os.environ |= {
    "DATA_DIR": FOLDER.name,
    "SECRET_KEY": "of a benchmark",
    "HOSTS": "testserver",
    "DEBUG": "",
    "STATEMENT_TIMEOUT": "0",
}
os.environ |= {"PLAIN_STATIC": "1", "STATIC_ROOT": FOLDER.name, "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.core.management import call_command
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from casestudies import tokens, vocabulary
from casestudies.models import CaseLine, CaseStudy, CaseText, ChannelUse, Event, FailureLesson, Source, SuccessFactor
from casestudies.models.facts import PROFILE, RISKS
from casestudies.shelf import line
from ventures.models import Venture

MORE = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
ONLY = sys.argv[2:]  # names of pages; else all
ROUNDS = 25
RARE = "diannao"
PARTS: list[tuple[Any, str, int]] = [  # model, name, and which of the two cases it is taken from
    (Source, "sources", 0), (ChannelUse, "channels", 0), (SuccessFactor, "success_factors", 1),
    (FailureLesson, "failure_lessons", 1), (Event, "timeline", 0),
]  # fmt: skip
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@contextmanager
def database(name: Any) -> Iterator[None]:
    """Work on another database; the connection is kept as it is."""
    before = connection.settings_dict["NAME"]
    if name != before:
        connection.close()
        connection.settings_dict["NAME"] = name
    yield


def second_database(first: Any) -> str:
    if connection.vendor != "postgresql":
        return f"{first}-2"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{first}_2"')
        cursor.execute(f'CREATE DATABASE "{first}_2"')
    return f"{first}_2"


def fill() -> None:
    for command in ("migrate", "load_banks", "load_cases", "load_sample"):
        call_command(command, verbosity=0, stdout=StringIO())


def add_cases(count: int) -> None:
    """Cases of the shipped ones' sentences and parts, mixed anew; facts and profile are drawn."""
    shipped = list(CaseStudy.objects.for_reading().select_related("searchable"))
    draw = random.Random(7)
    pairs = [draw.sample(shipped, 2) for _number in range(count)]
    rows = [mixed(base, other, draw, number) for number, (base, other) in enumerate(pairs)]
    with transaction.atomic():
        CaseStudy.objects.bulk_create(rows, 500)
        for model, name, side in PARTS:
            taken = zip(rows, (getattr(pair[side], name).all() for pair in pairs), strict=True)
            made = (copied(part, case) for case, parts in taken for part in parts)
            while batch := list(islice(made, 2000)):
                model.objects.bulk_create(batch)
        CaseText.objects.bulk_create(map(text_of, rows, pairs), 100)
        lines = (CaseLine(case=case, line=line_of(case, *pair)) for case, pair in zip(rows, pairs, strict=True))
        CaseLine.objects.bulk_create(lines, 2000)


def mixed(base: CaseStudy, other: CaseStudy, draw: random.Random, number: int) -> CaseStudy:
    case = copy(base)
    case.pk, case._state = None, type(case._state)()
    case.slug, case.name_en, case.name_zh = f"case-{number}", f"Venture {number}", f"项目{number}"
    case.position = 100
    case.summary_en, case.summary_zh = other.summary_en, other.summary_zh
    case.takeaways_en, case.takeaways_zh = other.takeaways_en, other.takeaways_zh
    case.country, case.outcome = draw.choice(list(vocabulary.COUNTRIES)), draw.choice(list(vocabulary.OUTCOMES))
    case.application_fields = draw.sample(list(vocabulary.FIELDS), draw.randint(1, 3))
    case.stack_layers = draw.sample(list(vocabulary.STACK_LAYERS), draw.randint(1, 2))
    for column in PROFILE:
        setattr(case, column, draw.randint(0, 100))
    for column in RISKS:
        setattr(case, column, draw.randint(1, 5))
    return case


def copied(part: Any, case: CaseStudy) -> Any:
    row = copy(part)
    row.pk, row.case_id, row._state = None, case.pk, type(part._state)()
    return row


def text_of(case: CaseStudy, pair: list[CaseStudy]) -> CaseText:
    base, other = (one.searchable for one in pair)
    headings, details = (text.replace(RARE, "") for text in (other.headings, base.details))
    return CaseText(
        case=case, names=tokens.stored(f"{case.name_en} {case.name_zh}"), headings=headings, details=details
    )


def line_of(case: CaseStudy, base: CaseStudy, other: CaseStudy) -> str:
    parts = {"channels": base.document()["channels"]}
    parts |= {name: other.document()[name] for name in ("success_factors", "failure_lessons")}
    return line(case.document() | parts)


def pages(client: Client) -> dict[str, str]:
    founder = User.objects.get(email="founder@fairway.example")
    client.force_login(founder, backend=BACKEND)
    code = Venture.objects.filter(memberships__user=founder, name="Brightloom").get().code
    near, index = reverse("assessments:near"), reverse("casestudies:index")
    return {
        "library": index,
        "newest": f"{index}?sort=newest",
        "three filters": f"{index}?field=general&outcome=growing&risk=risk_market_competition",
        "search, common word": f"{index}?q=model",
        "search, rare word": f"{index}?q={RARE}",
        "search, Chinese": f"{index}?q=渠道",
        "search and filter": f"{index}?q=cloud&field=general",
        "last page": f"{index}?page=9999",
        "case": reverse("casestudies:detail", args=["deepseek"]),
        "case and venture": f"{reverse('assessments:case_compared', args=['deepseek'])}?venture={code}",
        "closest": f"{near}?venture={code}",
        "closest, searched": f"{near}?venture={code}&q=cloud",
        "results": reverse("assessments:result", args=[code]),
        "risks": reverse("assessments:risks", args=[code]),
        "feed": reverse("casestudies:feed"),
        "first page": reverse("home"),
    }


def admin_pages(client: Client) -> dict[str, str]:
    client.force_login(User.objects.get(email="curator@fairway.example"), backend=BACKEND)
    listed = reverse("admin:casestudies_casestudy_changelist")
    return {"curators' list": listed, "due list": f"{listed}?check=due", "curators' search": f"{listed}?q=cloud"}


def measure(client: Client, address: str) -> tuple[float, int]:
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        start = perf_counter()
        response = client.get(address)
        took = perf_counter() - start
    if response.status_code != 200:
        raise SystemExit(f"{address} answers {response.status_code} {response.get('Location', '')}")
    return 1000 * took, len(captured)


def main() -> None:
    first = connection.settings_dict["NAME"]
    names = (first, second_database(first))
    visits: list[tuple[Any, Client, dict[str, str]]] = []
    for name, more in zip(names, (0, MORE), strict=True):
        with database(name):
            fill()
            add_cases(more)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM ANALYZE")
            for ways in (pages, admin_pages):
                client = Client()
                visits.append((name, client, ways(client)))
    print(f"{connection.vendor}, 16 cases and {16 + MORE}; milliseconds, the quickest of {ROUNDS} each")
    print(f"{'':22}{'few':>8}{'many':>9}{'ratio':>8}   statements")
    for few, many in ((visits[0], visits[2]), (visits[1], visits[3])):
        for page in few[2]:
            if not ONLY or page in ONLY:
                compare(page, few, many)


def compare(page: str, *sides: tuple[Any, Client, dict[str, str]]) -> None:
    found: list[list[tuple[float, int]]] = [[], []]
    for _round in range(ROUNDS):  # in turns, so that other work on the machine disturbs both alike
        for side, (name, client, addresses) in enumerate(sides):
            with database(name):
                measure(client, addresses[page])
                found[side].append(measure(client, addresses[page]))
    (few, asked), (many, asked_more) = (min(side) for side in found)
    print(f"{page:22}{few:8.1f}{many:9.1f}{many / few:8.2f}   {asked} {asked_more}")


if __name__ == "__main__":
    main()
