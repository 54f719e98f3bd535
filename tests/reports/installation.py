"""A database, a broker and workers of their own, as they run on somebody's server."""

import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

from tests.reports.conftest import ROOT
from tools import broker


class Installation:
    def __init__(self, folder, lease, database="", redis=""):
        self.folder = folder
        ours = {
            "SECRET_KEY": secrets.token_hex(),
            "DATA_DIR": str(folder),
            "REPORT_LEASE_SECONDS": str(lease),
            "HOSTS": "testserver",
        }
        kept = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL", "DEBUG")}
        named = {name: value for name, value in (("DATABASE_URL", database), ("REDIS_URL", redis)) if value}
        self.environment = kept | ours | named
        self.manage("migrate", "-v0")
        self.manage("load_banks")

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, code):
        return self.manage("shell", "-v0", "-c", code)

    @contextmanager
    def broker(self):
        with started(broker.command(self.folder), self.environment, self.folder / "broker.out"):
            deadline = time.monotonic() + 20
            while not broker.answers(self.folder / "broker.sock"):
                assert time.monotonic() < deadline, (self.folder / "broker.out").read_text()
                time.sleep(0.05)
            yield

    def worker(self, slots=1):
        features = ["--concurrency", str(slots), "--without-gossip", "--without-mingle"]
        return self.celery("worker", *features, "--hostname", f"{secrets.token_hex(4)}@test")

    def clock(self):
        return self.celery("beat", "--schedule", str(self.folder / "beat-schedule"))

    def celery(self, what, *features):
        command = [sys.executable, "-m", "celery", "-A", "config", what, "--loglevel", "WARNING", *features]
        return started(command, self.environment, self.folder / f"{what}.out")


@contextmanager
def started(command, environment, log):
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
