"""The test run's own PostgreSQL and Redis: in a temporary folder, on free ports, gone afterwards."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tools import SetupError, broker
from tools.children import die_with_parent

SECONDS_TO_START = 30


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs. Debian keeps them off the PATH."""

    def version(folder: Path) -> int:
        return int(re.sub(r"\D.*", "", folder.parent.name) or 0)

    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def redis_program() -> str | None:
    return shutil.which("redis-server") or broker.server()


def chromium_program() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Gives the address of a fresh server that listens on a unix socket in `folder` alone."""
    programs = postgres_programs()
    if programs is None:
        raise SetupError("PostgreSQL is not installed.")
    user = server_user()
    home = folder / "postgres"
    home.mkdir(mode=0o700)
    if user:
        shutil.chown(home, user)
    make = [str(programs / "initdb"), "-D", f"{home}/data", "-U", "fairway", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [*make, "--no-locale", "--no-sync"], cwd=home, user=user, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise SetupError(f"PostgreSQL could not make its folder: {made.stderr.strip()}")
    port = free_port()
    place = ["-D", f"{home}/data", "-k", str(home), "-p", str(port), "-c", "listen_addresses="]
    ready = [str(programs / "pg_isready"), "-q", "-h", str(home), "-p", str(port)]
    create = [str(programs / "createdb"), "-h", str(home), "-p", str(port), "-U", "fairway", "fairway"]
    with server([str(programs / "postgres"), *place], home / "log", signal.SIGINT, lambda: answers(ready), user):
        subprocess.run(create, check=True)
        yield f"postgres://fairway@{quote(str(home), safe='')}:{port}/fairway"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    program = redis_program()
    if program is None:
        raise SetupError("No Redis or Valkey server is installed.")
    home = folder / "redis"
    home.mkdir(mode=0o700)
    port = free_port()
    serve = [
        program,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        str(home),
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    with server(serve, home / "log", signal.SIGTERM, lambda: listens(port)):
        yield f"redis://127.0.0.1:{port}/0"


def server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SetupError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


@contextmanager
def server(
    run: list[str], log: Path, stop: signal.Signals, ready: Callable[[], bool], user: str | None = None
) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            run, cwd=log.parent, user=user, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, preexec_fn=die_with_parent,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SetupError(f"{Path(run[0]).name} did not start: {log.read_text(errors='replace')[-500:]}")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as client:
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False
