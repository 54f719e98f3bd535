"""`make run`: sets up, then starts and guards the broker, the web server, the worker and the clock (beat).

`--worker` (`make worker`) starts the worker and the clock alone.
"""

import errno
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType

from tools import PYTHON, VENV, SetupError, broker, command, install, say, setup
from tools.children import Children, lock
from tools.ready import is_ready

SECONDS_TO_START = 90


class Stop(Exception):
    """Somebody pressed Ctrl-C or asked this process to end."""


def main() -> int:
    worker_only = "--worker" in sys.argv[1:]
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, stop)
    children = Children()
    try:
        run_worker(children) if worker_only else run_site(children)
    except Stop:
        say("\nStopping ...")
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the way out is not interrupted
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        children.stop()
    return 0


def stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def run_site(children: Children) -> None:
    host = os.environ.get("HOST") or "127.0.0.1"
    port = chosen_port()
    check_port(host, port)
    folder = setup.make_data_dir()
    descriptor = lock(folder / "run.lock")
    sign_ins = setup.set_up()
    environment = child_environment(folder)
    if not environment.get("REDIS_URL"):
        start_broker(children, folder, environment)
    children.start("web server", web_server(host, port), environment)
    start_worker(children, folder, environment)
    wait_until_ready(children, port)
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host
    say(f"\nFairway is ready: http://{shown}:{port}/\n\n{setup.as_told(sign_ins)}\n\nCtrl-C stops it.")
    guard(children)
    os.close(descriptor)


def run_worker(children: Children) -> None:
    install.packages("run")
    install.pdf_libraries()
    folder = setup.make_data_dir()
    environment = child_environment(folder)
    if not environment.get("REDIS_URL") and not broker.answers(folder / "broker.sock"):
        raise SetupError("There is no broker to work for: set REDIS_URL, or start `make run`, which brings one.")
    start_worker(children, folder, environment)
    say("The worker is started. Ctrl-C stops it.")
    guard(children)


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SetupError(
                    f"Port {port} is in use: stop the program that holds it, or choose another port, "
                    f"for example `make run PORT={port + 1 if port < 65535 else 8000}`."
                ) from error
            raise SetupError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error


def child_environment(folder: Path) -> dict[str, str]:
    environment = os.environ | {"DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    if not environment.get("HOSTS"):
        environment.setdefault("SITE_URL", f"http://localhost:{chosen_port()}")
    return environment


def start_broker(children: Children, folder: Path, environment: dict[str, str]) -> None:
    child = children.start("broker", broker.command(folder), environment)
    deadline = time.monotonic() + 10
    while not broker.answers(folder / "broker.sock"):
        if not child.alive or time.monotonic() > deadline:
            raise SetupError(f"The broker did not start: its reason is in {folder / 'broker.log'}.")
        time.sleep(0.05)


def web_server(host: str, port: int) -> list[str]:
    """A process per core and one thread in each: the fastest of the arrangements that were measured."""
    server = [str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    shape = ["--workers", str(os.cpu_count() or 1), "--blocking-threads", "1", "--no-ws", "--respawn-failed-workers"]
    return [*server, *shape, "--workers-kill-timeout", "3", "--log-level", "warning", "config.wsgi:application"]


def start_worker(children: Children, folder: Path, environment: dict[str, str]) -> None:
    celery = [str(PYTHON), "-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "--quiet", "-A", "config"]
    slots = str(min(2, os.cpu_count() or 1))
    features = ["--concurrency", slots, "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    # Nice: a page that a person waits for goes before a report that is built behind it.
    children.start("worker", ["nice", "-n", "10", *celery, "worker", *features], environment)
    schedule = ["--schedule", str(folder / "beat-schedule"), "--loglevel", "WARNING"]
    children.start("clock (celery beat)", [*celery, "beat", *schedule], environment)


def wait_until_ready(children: Children, port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_ready(os.environ.get("HOST") or "127.0.0.1", port):
        children.check_first_start()
        if time.monotonic() > deadline:
            raise SetupError(f"The web server did not answer within {SECONDS_TO_START} seconds.")
        time.sleep(0.1)


def guard(children: Children) -> None:
    while True:
        children.keep_alive()
        time.sleep(0.25)


if __name__ == "__main__":
    command(main)
