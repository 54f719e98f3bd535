"""How long a report takes on this machine: python benchmarks/report.py

Times differ between machines, so what counts are the ratios, taken in the same run: a warm worker against a process
that starts from nothing, against Chromium's print of the same page where it is installed, and against a bare page of
WeasyPrint. Processor seconds, median of three.
"""

import gc
import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe())

import django

django.setup()

from weasyprint import HTML

from assessments import scoring
from assessments.readings import Reading
from reports import beside, pdf
from reports.contents import Contents, gather
from reports.models import Report, told_in

ROUNDS = 3
SAMPLE = "assessments/content/samples/brightloom.yaml"
BARE = "<!doctype html><html lang=en><title>Bare</title><h1>Bare page</h1>" + "<p>One paragraph of text.</p>" * 40
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer"]


def contents(*languages: str) -> tuple[Contents, ...]:
    folder = ROOT / "assessments/content"
    bank = scoring.parse(scoring.load((folder / "banks/ai-venture-default-1.0.0.yaml").read_bytes()))
    document = scoring.read((folder / "samples/brightloom.yaml").read_bytes(), bank)
    result = scoring.assess(bank, document, draws=20_000).as_document()
    shown = beside.of_files(Reading.of(bank, document, result))
    return gather(bank, document, result, languages, sha256="0" * 64, final=True, beside=shown)


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    work()
    found = []
    for _ in range(rounds):
        start = process_time()
        work()
        found.append(process_time() - start)
        gc.collect()  # as the worker does between two reports
    return median(found)


def children_seconds(command: list[str], rounds: int = 3) -> tuple[float, float]:
    """Processor and wall seconds of a whole process."""
    found = []
    for _ in range(rounds):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append((used, perf_counter() - start))
    return median(cpu for cpu, _wall in found), median(wall for _cpu, wall in found)


def measure(language: str, bare: float, folder: Path) -> None:
    told = contents(*told_in(language))
    warm = seconds(lambda: pdf.make(*told))
    start = perf_counter()
    content, pages = pdf.make(*told)
    wall = perf_counter() - start
    command = [sys.executable, "manage.py", "assess", SAMPLE, "--pdf", str(folder / "report.pdf"), "--draws", "20000"]
    cold, cold_wall = children_seconds([*command, "--language", language])
    print(f"\n{language}: {pages} pages, {len(content) / 1000:.0f} kB")
    print(f"warm worker         {warm:6.2f} s, {wall:.2f} s on the clock; {warm / bare:.1f} bare pages")
    print(f"cold process        {cold:6.2f} s, {cold_wall:.2f} s on the clock; warm is {warm / cold:.2f} of it")
    if chromium := shutil.which("chromium"):
        page = folder / "report.html"
        page.write_text(pdf.draw(*told), "utf-8")
        used, clock = children_seconds([chromium, *CHROMIUM, f"--print-to-pdf={folder}/chromium.pdf", page.as_uri()])
        print(f"Chromium's print    {used:6.2f} s, {clock:.2f} s on the clock; warm is {wall / clock:.2f} of its clock")


def main() -> None:
    bare = seconds(lambda: HTML(string=BARE).write_pdf())
    print(f"a bare page of WeasyPrint {bare:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for language in Report.Language.values:
            measure(language, bare, Path(folder))
    print(f"\npeak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


if __name__ == "__main__":
    main()
