"""How long a report takes on this machine: python benchmarks/report.py

Times differ between machines, so what counts are the ratios, taken in the same run: a warm worker against WeasyPrint in
a process that starts from nothing and sets the same page with the same style sheet, against Chromium's print of that
file where it is installed, against the command line, which scores first, and against a bare page of WeasyPrint.
Processor seconds, median of five, all in turns. Then memory, each file in a process of its own, and reports a minute by
two real worker processes.
"""

import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, sleep
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe())

import django

django.setup()

from django.template.loader import render_to_string
from installation import installation
from weasyprint import HTML

from assessments import scoring
from assessments.readings import Reading
from reports import beside, pdf
from reports.contents import Contents, gather
from reports.models import Report, told_in
from tools import broker, servers

ROUNDS = 5
SAMPLE = "assessments/content/samples/brightloom.yaml"
BARE = "<!doctype html><html lang=en><title>Bare</title><h1>Bare page</h1>" + "<p>One paragraph of text.</p>" * 40
COLD = "import sys; from weasyprint import HTML; HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant='pdf/ua-1')"
WARM = (
    "import resource, sys; sys.path.insert(0, 'benchmarks'); import report; told = report.contents(*sys.argv[1:]);"
    "[report.one(told) for _ in range(4)];"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)"
)
ASKED = 24
ASK = """
from uuid import uuid4
from pathlib import Path
from accounts.models import User
from assessments import scoring
from assessments.models import Assessment
from assessments.models.answered import fill
from reports.models import Report
from reports.tasks import publish
from ventures.models import Venture
sample = scoring.load(Path("SAMPLE").read_text())
for number in range(COUNT):
    person = User.objects.create(email=f"{uuid4()}@example.org")
    assessment = Assessment.begin(Venture.found(person, f"Venture {number}"), person)
    fill(assessment, scoring.read(sample, assessment.bank.parsed))
    publish(Report.request(assessment, person, ["en", "zh-hans"][number % 2]))
"""
WAIT = """
import time
from reports.models import Report
start, rows = time.monotonic(), Report.objects.filter(error="", built=None)
while rows.exists():
    time.sleep(0.05)
print(time.monotonic() - start)
"""
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer"]


def contents(*languages: str) -> tuple[Contents, ...]:
    folder = ROOT / "assessments/content"
    bank = scoring.parse(scoring.load((folder / "banks/ai-venture-default-1.0.0.yaml").read_bytes()))
    document = scoring.read((folder / "samples/brightloom.yaml").read_bytes(), bank)
    result = scoring.assess(bank, document, draws=20_000).as_document()
    shown = beside.of_files(Reading.of(bank, document, result))
    return gather(bank, document, result, languages, sha256="0" * 64, final=True, beside=shown)


class Made(NamedTuple):
    content: bytes
    pages: int
    seconds: float  # of the processor
    clock: float


def one(told: tuple[Contents, ...]) -> Made:
    """As a worker does it: the report is there before its garbage is collected."""
    with pdf.collected_after():
        start, begun = process_time(), perf_counter()
        return Made(*pdf.make(*told), process_time() - start, perf_counter() - begun)


def bare_page() -> float:
    found = []
    for _ in range(ROUNDS + 1):
        start = process_time()
        HTML(string=BARE).write_pdf()
        found.append(process_time() - start)
    return median(found[1:])


class Taken(NamedTuple):
    seconds: float  # of the processor
    clock: float


def child(command: list[str]) -> Taken:
    """A whole process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(used, perf_counter() - start)


def middle(found: list[Taken]) -> Taken:
    return Taken(median(taken.seconds for taken in found), median(taken.clock for taken in found))


def styled(told: tuple[Contents, ...]) -> str:
    """The page as a file that any program can set: with its style sheet, and with the fonts where they lie."""
    style: str = render_to_string("reports/pdf.css")
    for address, file in pdf.FONTS.items():
        style = style.replace(address, file.as_uri())
    return pdf.draw(*told).replace("</head>", f"<style>{style}</style></head>")


def peak(language: str) -> float:
    """Megabytes of a process that makes the same report four times."""
    return float(subprocess.check_output([sys.executable, "-c", WARM, *told_in(language)], cwd=ROOT))


def measure(language: str, bare: float, memory: float, folder: Path) -> None:
    told, made = contents(*told_in(language)), str(folder / "report.pdf")
    page = folder / "report.html"
    page.write_text(styled(told), "utf-8")
    assess = [sys.executable, "manage.py", "assess", SAMPLE, "--pdf", made, "--draws", "20000", "--language", language]
    others = {"cold WeasyPrint": [sys.executable, "-c", COLD, page.as_uri(), made], "command line": assess}
    if chromium := shutil.which("chromium"):
        others["Chromium's print"] = [chromium, *CHROMIUM, f"--print-to-pdf={made}", page.as_uri()]
    first = one(told)  # not warm yet
    reports: list[Taken] = []
    beside: dict[str, list[Taken]] = {name: [] for name in others}
    for _ in range(ROUNDS):  # in turns, so that other work on the machine disturbs all alike
        report = one(told)
        reports.append(Taken(report.seconds, report.clock))
        for name, command in others.items():
            beside[name].append(child(command))
    warm = middle(reports)
    print(f"\n{language}: {first.pages} pages, {len(first.content) / 1000:.0f} kB, at most {memory:.0f} MB of memory")
    bares = f"{warm.seconds / bare:.1f} bare pages"
    print(f"{'warm worker':20}{warm.seconds:6.2f} s, {warm.clock:.2f} s on the clock; {bares}")
    for name, found in beside.items():
        other = middle(found)
        ratios = f"warm is {warm.seconds / other.seconds:.2f} of it, {warm.clock / other.clock:.2f} of its clock"
        print(f"{name:20}{other.seconds:6.2f} s, {other.clock:.2f} s on the clock; {ratios}")


def throughput() -> None:
    """English and Chinese in turns, each for somebody else, by one Celery worker with two processes."""
    with installation() as place:
        place.environment["DATA_DIR"] = str(place.folder)
        started = [place.start(broker.command(place.folder))]
        celery = [sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel", "ERROR", "--concurrency", "2"]
        try:
            while not broker.answers(place.folder / "broker.sock"):
                sleep(0.05)
            started.append(place.start(celery))
            ask = ASK.replace("SAMPLE", SAMPLE)
            place.manage("shell", "-v0", "-c", ask.replace("COUNT", "4") + WAIT)  # until both are warm
            taken = float(place.manage("shell", "-v0", "-c", ask.replace("COUNT", str(ASKED)) + WAIT))
        finally:
            for process in reversed(started):
                place.kill(process)
    print(f"\n{60 * ASKED / taken:.0f} reports a minute by two worker processes")


def main() -> None:
    # First of all: what a process is said to have used at most, it takes over from the one that started it.
    peaks = {language: peak(language) for language in Report.Language.values}
    bare = bare_page()
    print(f"a bare page of WeasyPrint {bare:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for language, memory in peaks.items():
            measure(language, bare, memory, Path(folder))
    if servers.postgres_programs():
        throughput()


if __name__ == "__main__":
    main()
