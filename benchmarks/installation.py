"""A site as on somebody's server, for the long runs: PostgreSQL of its own, granian, people who are signed in.

It touches no server that happens to run; everything lies in one folder and ends with the run.
"""

import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from urllib.parse import quote, urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools import servers

PEOPLE = """
import json
from django.test import Client
from accounts.models import User
from assessments.models import Assessment
from ventures.models import Venture
found = []
for number in range(COUNT):
    person, client = User.objects.create(email=f"person{number}@example.org"), Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    code = Assessment.begin(Venture.found(person, f"Venture {number}"), person).venture.code
    found.append([client.cookies["sessionid"].value, str(code)])
print(json.dumps(found))
"""
STORED = """
import json
from assessments.models import Answer, Operation
rows = Answer.objects.values_list("sheet__assessment__venture__code", "note", "version")
operations = dict.fromkeys(Answer.objects.values_list("sheet__assessment__venture__code", flat=True), 0)
for code in Operation.objects.values_list("answer__sheet__assessment__venture__code", flat=True):
    operations[code] += 1
print(json.dumps({str(code): [note, version, operations[code]] for code, note, version in rows}))
"""


class Installation:
    server: subprocess.Popen[bytes]  # of the web

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o711)  # the database server runs as another user and must get through
        programs = servers.postgres_programs()
        if programs is None:
            raise SystemExit("PostgreSQL is not installed.")
        self.folder, self.programs = folder, programs
        self.user, self.home = servers.server_user(), folder / "postgres"
        self.home.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.home, self.user)
        self.port, self.database_port = servers.free_port(), servers.free_port()
        make = [self.program("initdb"), "-D", str(self.home / "data"), "-U", "fairway", "-A", "trust", "-E", "UTF8"]
        subprocess.run(make, cwd=self.home, user=self.user, stdout=subprocess.DEVNULL, check=True)
        self.database = self.start_database()
        where = ["-h", str(self.home), "-p", str(self.database_port)]
        subprocess.run([self.program("createdb"), *where, "-U", "fairway", "fairway"], check=True)
        static = folder / "static"
        static.mkdir()
        ours = ("REDIS_URL", "DATABASE_URL", "DEBUG")
        self.environment = {name: value for name, value in os.environ.items() if name not in ours} | {
            "SECRET_KEY": secrets.token_hex(), "DATA_DIR": str(folder), "PLAIN_STATIC": "1", "STATIC_ROOT": str(static),
            "DATABASE_URL": f"postgres://fairway@{quote(str(self.home), safe='')}:{self.database_port}/fairway",
            "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "CRITICAL",
        }  # fmt: skip
        for command in ("check --database default", "migrate -v0", "load_banks"):
            self.manage(*command.split())

    def program(self, name: str) -> str:
        """One of PostgreSQL's own."""
        return str(self.programs / name)

    def start_database(self) -> subprocess.Popen[bytes]:
        home = str(self.home)
        serve = [self.program("postgres"), "-D", f"{home}/data", "-k", home, "-p", str(self.database_port)]
        settings = ["-c", "listen_addresses=", "-c", "max_connections=200"]
        with (self.folder / "postgres.log").open("ab") as log:
            process = subprocess.Popen(
                [*serve, *settings], user=self.user, stdout=log, stderr=log, start_new_session=True
            )
        ready = [self.program("pg_isready"), "-q", "-h", home, "-p", str(self.database_port)]
        while subprocess.run(ready, check=False).returncode:
            if process.poll() is not None:
                raise SystemExit((self.folder / "postgres.log").read_text()[-1000:])
            time.sleep(0.05)
        return process

    def crash_database(self) -> None:
        """SIGQUIT: it drops everything as it is; the next start recovers from the log."""
        self.database.send_signal(signal.SIGQUIT)
        self.database.wait()
        time.sleep(0.5)
        self.database = self.start_database()

    def manage(self, *arguments: str) -> str:
        run = [sys.executable, "manage.py", *arguments]
        return subprocess.check_output(run, cwd=ROOT, env=self.environment, text=True)

    def people(self, count: int) -> list[tuple[str, str]]:
        """Session key of each, and the code of the venture."""
        told = self.manage("shell", "-v0", "-c", PEOPLE.replace("COUNT", str(count)))
        return [tuple(entry) for entry in json.loads(told)]

    def stored(self) -> dict[str, tuple[str, int, int]]:
        """Note, version and number of operations of the answer of each venture."""
        told = json.loads(self.manage("shell", "-v0", "-c", STORED))
        return {code: (note, version, operations) for code, (note, version, operations) in told.items()}

    @contextmanager
    def web(self, workers: int = 2) -> Iterator[None]:
        """Started again when it ends: granian gives up when one of its processes dies twice within seconds."""
        over = Event()

        def guard() -> None:
            while not over.wait(0.1):
                if self.server.poll() is not None:
                    self.server = self.start_web(workers)

        self.server = self.start_web(workers)
        guardian = Thread(target=guard)
        guardian.start()
        try:
            while not self.answers():
                time.sleep(0.1)
            yield
        finally:
            over.set()
            guardian.join()
            self.kill(self.server)

    def start_web(self, workers: int) -> subprocess.Popen[bytes]:
        run = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        shape = ["--workers", str(workers), "--blocking-threads", "1", "--no-ws", "--respawn-failed-workers"]
        return self.start([*run, *shape, "config.wsgi:application"])

    def answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / "processes.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        self.database.send_signal(signal.SIGINT)
        self.database.wait()


@contextmanager
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="fw-", dir="/tmp") as folder:  # a socket's path has to be short
        place = Installation(Path(folder))
        try:
            yield place
        finally:
            place.end()


class Person:
    """One browser tab with one question open."""

    def __init__(self, port: int, session: str, code: str) -> None:
        self.port, self.code, self.version = port, code, 0
        self.previous: list[str] = []  # saves that nobody acknowledged
        self.address = f"/ventures/{code}/assessment/strategy/strategy_positioning/"
        token = secrets.token_hex(16)
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token, "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, address: str, body: str = "") -> tuple[int, str]:
        """Status and page; 0 when nothing came back.

        A kept connection may have been closed by the server meanwhile: then ask by a new one, as browsers do.
        """
        for kept in (self.connection, None) if self.connection else (None,):
            connection = kept or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request(method, address, body or None, self.headers)
                response = connection.getresponse()
                self.connection = connection
                return response.status, response.read().decode()
            except (OSError, http.client.HTTPException) as error:
                self.connection = None
                if not isinstance(error, ConnectionError):  # a server that takes too long is an error
                    break
        return 0, ""

    def save(self, note: str, operation: uuid.UUID) -> int:
        """The status. 200 is the acknowledgement: the page now says "Saved"."""
        given = {"version": self.version, "operation": operation, "previous": " ".join(self.previous), "choice": 3}
        given |= {"evidence": 0, "note": note, "links": "", "evidence_dated": ""}
        status, page = self.ask("POST", self.address, urlencode(given))
        if status == 200:
            self.version, self.previous = int(page.partition('name="version" value="')[2].partition('"')[0]), []
        elif str(operation) not in self.previous:
            self.previous.append(str(operation))
        return status
