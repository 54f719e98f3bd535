"""How the site answers a thousand people at once: python benchmarks/load.py [requests a second] [seconds]

Requests start at fixed times whether or not earlier ones are answered, so that waiting is counted: four saves to one
page, each by another of a thousand people who are signed in, while reports are built. Beside them a request for
nothing (`/healthz`), in the same run: times differ between machines, so what counts is the ratio of the two. Every save
that was acknowledged must be stored.
"""

import random
import statistics
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from installation import Installation, Person, installation

PEOPLE, REPORTS = 1000, 20
ASK = """
from pathlib import Path
from accounts.models import User
from assessments import scoring
from assessments.models import Assessment
from assessments.models.answered import fill
from reports.models import Report
from ventures.models import Venture
sample = Path("assessments/content/samples/clearnote.yaml").read_text()
for number in range(COUNT):
    person = User.objects.create(email=f"asking{number}@example.org")
    assessment = Assessment.begin(Venture.found(person, f"Reported {number}"), person)
    fill(assessment, scoring.read(scoring.load(sample), assessment.bank.parsed))
    Report.request(assessment, person, "en")
"""
BUILD = "from reports.models import Report\nfor report in Report.objects.open(): report.build()"
BUILT = "from reports.models import Report; print(Report.objects.filter(built__isnull=False).count())"


class Measured:
    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {"save": [], "page": [], "nothing": []}
        self.errors: list[tuple[str, int]] = []
        self.lock = Lock()

    def note(self, kind: str, started: float, status: int) -> None:
        with self.lock:
            self.times[kind].append(1000 * (time.monotonic() - started))
            if status != 200:
                self.errors.append((kind, status))


class Visitor:
    """A person with one tab; a second request waits for the first, as the page lets it."""

    def __init__(self, person: Person) -> None:
        self.person, self.lock, self.acknowledged = person, Lock(), 0

    def visit(self, kind: str, started: float, measured: Measured) -> None:
        with self.lock:
            if kind == "save":
                number = self.acknowledged + 1
                status = self.person.save(str(number), uuid.uuid4())
                self.acknowledged = number if status == 200 else self.acknowledged
            else:
                status, _page = self.person.ask("GET", self.person.address if kind == "page" else "/healthz")
        measured.note(kind, started, status)


def run(place: Installation, visitors: list[Visitor], rate: float, seconds: float) -> Measured:
    measured, begin = Measured(), time.monotonic()
    kinds = ["save"] * 4 + ["page"]
    with ThreadPoolExecutor(128) as pool:
        for number in range(int(rate * seconds)):
            due = begin + number / rate
            time.sleep(max(0, due - time.monotonic()))
            pool.submit(random.choice(visitors).visit, kinds[number % 5], due, measured)
            if number % 10 == 0:
                pool.submit(random.choice(visitors).visit, "nothing", due, measured)
    return measured


def main(rate: float, seconds: float) -> int:
    with installation() as place:
        visitors = [Visitor(Person(place.port, *person)) for person in place.people(PEOPLE)]
        place.manage("shell", "-v0", "-c", ASK.replace("COUNT", str(REPORTS)))
        with place.web():
            worker = place.start(["nice", "-n", "10", sys.executable, "manage.py", "shell", "-v0", "-c", BUILD])
            try:
                measured = run(place, visitors, rate, seconds)
            finally:
                place.kill(worker)
        stored, built = place.stored(), place.manage("shell", "-v0", "-c", BUILT).strip()
    lost = [one for one in visitors if one.acknowledged and int(stored[one.person.code][0]) < one.acknowledged]
    base = quantile(measured.times["nothing"], 50)
    print(f"{rate:.0f} requests a second for {seconds:.0f} s, {PEOPLE} people, {built} reports built meanwhile")
    print(f"{'':8}{'requests':>9}{'median':>11}{'95 %':>11}{'99 %':>11}   median to a request for nothing")
    for kind, times in measured.times.items():
        told = "".join(f"{quantile(times, share):8.0f} ms" for share in (50, 95, 99))
        print(f"{kind:8}{len(times):9}{told}{quantile(times, 50) / base:8.1f}")
    for (kind, status), count in Counter(measured.errors).items():
        print(f"{count} times a {kind} was answered with {status or 'nothing'}")
    print(f"{len(measured.errors)} errors, {len(lost)} people lost an acknowledged save")
    return 1 if measured.errors or lost else 0


def quantile(times: list[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1]


if __name__ == "__main__":
    given = [float(word) for word in sys.argv[1:]]
    sys.exit(main(*[*given, 100, 60][:2] if len(given) != 1 else (given[0], 60)))
