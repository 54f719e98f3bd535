"""`make test`: installs what is missing, starts its own servers, runs every check and says what did not run.

Arguments go to pytest: `make test ARGS="tests/ventures -k stranger"`; then the tests alone run.
`--lint` (`make lint`) runs the checks that need no server, `--long` (`make long`) the long run before a release.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from tools import PYTHON, ROOT, VENV, SetupError, command, install, say, servers, variables

NO_DATABASE = (
    "tests/scoring", "tests/test_architecture.py", "tests/test_containers.py", "tests/test_docs.py",
    "tests/test_translations.py",
    *(f"tests/reports/test_{name}.py" for name in ("assess", "fetching", "pdf", "text", "verapdf")),
)  # fmt: skip
PROGRAMS = {
    "pdftotext": "poppler-utils", "qpdf": "qpdf", "msgfmt": "gettext", "sqlite3": "sqlite3",
    "java": "default-jre-headless",
}  # fmt: skip
NO_TESTS_SELECTED = 5


@dataclass
class Summary:
    lines: list[str] = field(default_factory=list)
    failed: bool = False

    def run(self, name: str, arguments: list[str], environment: dict[str, str]) -> None:
        say(f"\n--- {name}")
        started = time.monotonic()
        code = subprocess.run(arguments, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
        self.settle(name, code, time.monotonic() - started)

    @contextmanager
    def beside(self, name: str, arguments: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
        """Runs a command beside the block, and shows its output after it."""
        started = time.monotonic()
        with log.open("wb") as output:
            process = subprocess.Popen(
                arguments, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        try:
            yield
            code = process.wait()
        finally:
            process.kill()
        say(f"\n--- {name}\n{log.read_text('utf-8', 'replace')}")
        self.settle(name, 0 if code == NO_TESTS_SELECTED else code, time.monotonic() - started)

    def settle(self, name: str, code: int, seconds: float) -> None:
        self.failed = self.failed or code != 0
        killed = f", killed by signal {-code}" if code < 0 else ""
        self.lines.append(f"{'FAILED' if code else 'passed':8} {name} ({seconds:.0f} s{killed})")

    def did_not_run(self, what: str, why: str) -> None:
        """Allowed on somebody's own machine; in continuous integration a silent gap would look like a pass."""
        self.failed = self.failed or os.environ.get("CI") == "true"
        self.lines.append(f"{'NOT RUN':8} {what}: {why}")

    def left_out(self, what: str, how: str) -> None:
        """By intent, everywhere."""
        self.lines.append(f"LEFT OUT {what}: {how}")

    def show(self) -> int:
        say("\n" + "\n".join(self.lines))
        say("Something failed." if self.failed else "Everything that ran has passed.")
        return 1 if self.failed else 0


def main() -> int:
    signal.signal(signal.SIGTERM, interrupt)
    install.packages("dev")
    install.pdf_libraries()
    arguments = sys.argv[1:]
    summary = Summary()
    with tempfile.TemporaryDirectory(prefix="fairway-test-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o711)  # the database server runs as another user and must get through
        environment = clean_environment(folder)
        if arguments == ["--lint"]:
            lint(summary, environment)
            return summary.show()
        install_programs()
        if arguments == ["--long"]:
            summary.run("the long run", [str(PYTHON), "-m", "pytest", "-s", "-m", "long"], environment)
            return summary.show()
        environment["REDIS_URL"] = broker_address(stack, folder, summary)
        address = database_address(stack, folder, summary)
        with on_postgresql(summary, environment, arguments, folder, address) if address else nullcontext():
            if not arguments:
                lint(summary, environment)
                check_project(summary, environment)
            there = [] if arguments or not address else [f"--ignore={path}" for path in NO_DATABASE]
            summary.run("tests on SQLite", [*pytest(environment, arguments), *there], environment)
        if not servers.chromium_program():
            summary.did_not_run("tests marked browser", "Chromium is not installed.")
        summary.left_out("tests marked long", "they take about an hour; `make long` runs them before a release.")
        return summary.show()


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def clean_environment(folder: Path) -> dict[str, str]:
    """The caller's environment without the variables that steer the application, then the ones for tests."""
    ours = variables.read_by(ROOT / "config" / "settings.py")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    data = folder / "data"
    data.mkdir()
    environment |= {"SECRET_KEY": secrets.token_urlsafe(64), "DATA_DIR": str(data), "PLAIN_STATIC": "1"}
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return environment


def install_programs() -> None:
    """What Debian packages can bring, they bring; a missing server only leaves its tests out."""
    missing = []
    if servers.postgres_programs() is None:
        missing.append("postgresql")
    if not shutil.which("redis-server"):
        missing.append("redis-server")
    if not servers.chromium_program():
        missing.append("chromium")
    if missing:
        install.debian_packages(tuple(missing))
    install.programs("tests", PROGRAMS)


def broker_address(stack: ExitStack, folder: Path, summary: Summary) -> str:
    named = os.environ.get("TEST_REDIS_URL")
    if named:
        return named
    try:
        return stack.enter_context(servers.redis(folder))
    except SetupError as error:
        summary.did_not_run("tests marked worker", str(error))
        return ""


def database_address(stack: ExitStack, folder: Path, summary: Summary) -> str:
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        return named
    try:
        return stack.enter_context(servers.postgres(folder))
    except SetupError as error:
        summary.did_not_run("the tests on PostgreSQL", str(error))
        return ""


def lint(summary: Summary, environment: dict[str, str]) -> None:
    run = summary.run
    run("style (ruff)", [tool("ruff"), "check", "--quiet"], environment)
    run("layout (ruff format)", [tool("ruff"), "format", "--check", "--quiet"], environment)
    run("types (mypy)", [tool("mypy")], environment)
    run("layers (import-linter)", [tool("lint-imports"), "--no-cache"], environment)


def check_project(summary: Summary, environment: dict[str, str]) -> None:
    manage = [str(PYTHON), "manage.py"]
    summary.run("migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"], environment)
    served = environment | {"HTTPS": "1", "STAFF_SECOND_FACTOR": "1", "EMAIL_URL": "smtp://mail.example.org:587"}
    summary.run("deployment check", [*manage, "check", "--deploy", "--fail-level", "WARNING"], served)


def on_postgresql(
    summary: Summary, environment: dict[str, str], arguments: list[str], folder: Path, address: str
) -> AbstractContextManager[None]:
    """The tests on PostgreSQL, beside the rest to save time; with what needs no database, and without a browser."""
    data = folder / "data-postgresql"
    data.mkdir()
    served = environment | {"DATABASE_URL": address, "DATA_DIR": str(data)}
    if served["REDIS_URL"]:
        served["REDIS_URL"] = next_queue(served["REDIS_URL"])
    return summary.beside(
        "tests on PostgreSQL", pytest(environment, arguments, "browser"), served, folder / "postgresql.log"
    )


def next_queue(address: str) -> str:
    """The Redis database one further, so that a worker of one run does not take the reports of the other."""
    parts = urlsplit(address)
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + 1}").geturl()


def pytest(environment: dict[str, str], arguments: list[str], *left_out: str) -> list[str]:
    marks = {"long", *left_out}
    if not environment["REDIS_URL"]:
        marks.add("worker")
    if not servers.chromium_program():
        marks.add("browser")
    chosen = " and ".join(f"not {mark}" for mark in sorted(marks))
    return [
        str(PYTHON),
        "-m",
        "pytest",
        "-rs",
        *arguments,
        *(["-m", chosen] if "-m" not in arguments else []),
    ]


def tool(name: str) -> str:
    return str(VENV / "bin" / name)


if __name__ == "__main__":
    command(main)
