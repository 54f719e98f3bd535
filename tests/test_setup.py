"""What `make run` promises, on a real start in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tools import ROOT, SetupError, broker, children, install, servers, variables

pytestmark = pytest.mark.worker
OURS = variables.read_by(ROOT / "config" / "settings.py")


class Site:
    """A running `tools.run` and what it printed."""

    def __init__(self, folder, environment):
        self.folder = folder
        self.port = servers.free_port()
        self.environment = environment | {"PORT": str(self.port), "DATA_DIR": str(folder / "var")}
        self.log = folder / "log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.run"],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip
        wait_for(lambda: "Ctrl-C" in self.printed or self.process.poll() is not None, 180)
        assert self.process.poll() is None, self.printed

    @property
    def printed(self):
        return self.log.read_text()

    def children(self):
        return descendants(self.process.pid)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=120)


def wait_for(happened, seconds):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def descendants(root):
    """Process number and command of everything that `root` started, and what those started."""
    lines = subprocess.run(["ps", "-Aww", "-o", "pid=,ppid=,command="], capture_output=True, text=True).stdout
    table = [line.split(None, 2) for line in lines.splitlines()]
    family = {str(root)}
    for _ in range(4):
        family |= {pid for pid, parent, _ in table if parent in family}
    return {int(pid): line for pid, _, line in table if pid in family and pid != str(root)}


def one(commands, word):
    """The first process of that kind: a worker's own children come later."""
    return min(pid for pid, line in commands.items() if word in line)


def run(*arguments, **environment):
    return subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def database():
    """On PostgreSQL a database of its own, as the site is really set up in it; None means SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield None
        return
    server, _, _ = address.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE fairway_setup")
        yield f"{server}/fairway_setup"
        connection.execute("DROP DATABASE fairway_setup WITH (FORCE)")


@pytest.fixture(scope="module")
def site(database):
    """Embedded on SQLite; on the services that the environment names when the suite runs on PostgreSQL."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    if database:
        environment |= {"DATABASE_URL": database, "REDIS_URL": os.environ["REDIS_URL"]}
    folder = Path(tempfile.mkdtemp(prefix="fairway-", dir="/tmp"))  # a short path, for the socket in it
    site = Site(folder, environment)
    yield site
    if site.process.poll() is None:
        site.stop()
    shutil.rmtree(folder)


def test_the_site_answers_and_its_address_is_printed(site):
    assert f"http://localhost:{site.port}/" in site.printed
    with urllib.request.urlopen(f"http://localhost:{site.port}/readyz") as answer:
        assert answer.status == 200


def test_the_secret_is_made_here_and_for_the_owner_only(site):
    key = site.folder / "var" / "secret-key"
    assert len(key.read_text()) > 50
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_broker_is_started_only_where_none_is_named(site):
    running = [line for line in site.children().values() if "broker.sock" in line or "unixsocket" in line]
    assert bool(running) == ("REDIS_URL" not in site.environment)


def test_a_second_start_from_the_same_folder_is_refused(site):
    second = run(sys.executable, "-m", "tools.run", **(site.environment | {"PORT": str(servers.free_port())}))
    assert second.returncode == 1
    assert "already runs" in second.stderr


def test_a_worker_that_dies_is_started_again(site):
    dead = one(site.children(), "celery")
    os.kill(dead, signal.SIGKILL)
    wait_for(lambda: "starting it again" in site.printed, 30)
    wait_for(lambda: sum(" worker " in line for line in site.children().values()) >= 2, 60)
    assert dead not in site.children()


def test_a_request_to_stop_leaves_no_process_behind(site):
    started = site.children()
    assert len(started) >= 4
    assert site.stop() == 0
    assert "Stopping" in site.printed
    wait_for(lambda: not any(alive(pid) for pid in started), 5)


def alive(pid):
    """A process that has ended but that nobody has fetched yet (a zombie) is dead enough."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(state) and not state.startswith("Z")


def test_a_busy_port_gives_one_sentence(site):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = run(sys.executable, "-m", "tools.run", **(site.environment | {"PORT": str(port)}))
    assert done.returncode == 1
    assert done.stderr.strip().startswith(f"Port {port} is in use")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none_gives_one_sentence(port):
    done = run(sys.executable, "-m", "tools.run", **(os.environ | {"PORT": port}))
    assert done.returncode == 1
    assert done.stderr.strip() == f"PORT must be a number from 1 to 65535, not {port!r}."


def test_a_worker_without_a_broker_says_where_to_get_one(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    done = run(sys.executable, "-m", "tools.run", "--worker", **(environment | {"DATA_DIR": str(tmp_path)}))
    assert done.returncode == 1
    assert done.stderr.strip().startswith("There is no broker to work for: set REDIS_URL")


def test_a_worker_alone_works_for_the_broker_that_is_named(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    with servers.redis(tmp_path) as address:
        named = {"DATA_DIR": str(tmp_path / "var"), "REDIS_URL": address}
        worker = subprocess.Popen(
            [sys.executable, "-m", "tools.run", "--worker"], cwd=ROOT, env=environment | named, stdout=subprocess.PIPE
        )
        wait_for(lambda: sum("celery" in line for line in descendants(worker.pid).values()) >= 3, 60)
        started = descendants(worker.pid)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
        worker.stdout.close()
    assert not any(alive(pid) for pid in started)


def test_a_python_that_is_too_old_is_refused_by_name():
    done = run("sh", "tools/python.sh", "-c", "", PATH=os.environ["PATH"], PYTHON="/bin/false")
    assert done.returncode == 1
    assert done.stderr.startswith("PYTHON=/bin/false is not a Python 3.12 or newer")


def test_a_machine_without_a_fitting_python_is_told_what_to_install(tmp_path):
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "python.sh", tmp_path / "tools")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("dirname", "sort", "ls"):
        (programs / name).symlink_to(shutil.which(name))
    done = subprocess.run(
        ["/bin/sh", tmp_path / "tools" / "python.sh", "-c", ""],
        env={"HOME": str(tmp_path), "PATH": str(programs)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Fairway needs Python 3.12 or newer and found none: install it")


def test_an_old_python_fetches_uv_and_uv_brings_a_python_that_fits(tmp_path):
    """Stand-ins for the old Python and for uv, as neither may reach a registry here; the way between them is real."""
    for folder in ("tools", "requirements", "bin"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "tools" / "python.sh", tmp_path / "tools")
    shutil.copy(ROOT / "requirements" / "uv.txt", tmp_path / "requirements")
    for name in ("dirname", "sort", "ls", "cat", "chmod", "mkdir"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    knows, brings = (
        f'[ "$2" = find ] && [ "$3" = 3.13 ] && echo {sys.executable}',
        '[ "$2" = install ] || [ "$3" = 3.13 ]',
    )
    (tmp_path / "uv").write_text(f"#!/bin/sh\n{knows}\n{brings}\n")
    (tmp_path / "bin" / "python3").write_text(
        '#!/bin/sh\n[ "$1" = -m ] || exit 3\n[ "$3" = install ] || exit 0\n'
        f'mkdir -p var/uv/bin; cat {tmp_path / "uv"} > var/uv/bin/uv; chmod +x var/uv/bin/uv\necho "$@" > asked\n'
    )
    (tmp_path / "bin" / "python3").chmod(0o755)
    for sentence in ("fetching uv", "Asking uv"):  # the second time uv is there
        done = subprocess.run(
            ["/bin/sh", tmp_path / "tools" / "python.sh", "-c", "print('runs')"],
            env={"HOME": str(tmp_path), "PATH": str(tmp_path / "bin")}, capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, "runs\n"), done.stderr
        assert sentence in done.stderr
    assert "--require-hashes --target var/uv -r requirements/uv.txt" in (tmp_path / "asked").read_text()


def test_missing_pango_is_named_with_the_command_that_brings_it(monkeypatch):
    monkeypatch.setattr(install, "pdf_libraries_load", lambda: False)
    monkeypatch.setattr(install, "debian_packages", lambda names: False)
    with pytest.raises(SetupError, match="PDF reports need Pango and HarfBuzz"):
        install.pdf_libraries()


def test_without_any_broker_the_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(broker, "server", lambda: None)
    monkeypatch.setattr(broker, "LONGEST_SOCKET_PATH", 1000)
    with pytest.raises(SetupError, match="install Valkey or Redis"):
        broker.command(tmp_path)


def test_a_folder_too_deep_for_a_socket_is_refused(tmp_path):
    with pytest.raises(SetupError, match="too long for a socket"):
        broker.command(tmp_path / ("deep" * 30))


def test_a_child_that_never_gets_up_ends_the_start(monkeypatch):
    monkeypatch.setattr(children, "LONGEST_PAUSE", 0.1)
    family = children.Children()
    family.start("web server", ["false"], dict(os.environ))

    def start_up():
        for _ in range(100):
            family.check_first_start()
            time.sleep(0.05)

    with pytest.raises(SetupError, match="The web server stops right after its start"):
        start_up()
    family.stop()


def test_a_child_that_will_not_go_is_killed_with_its_own_children(monkeypatch):
    monkeypatch.setattr(children, "PATIENCE", 0.5)
    family = children.Children()
    stubborn = family.start("worker", ["sh", "-c", "trap '' TERM; sleep 60 & sleep 60"], dict(os.environ))
    wait_for(lambda: len(descendants(stubborn.process.pid)) == 2, 5)
    started = descendants(stubborn.process.pid)
    family.stop()
    wait_for(lambda: not any(alive(pid) for pid in [stubborn.process.pid, *started]), 5)


def test_the_development_lock_holds_every_package_of_the_running_one():
    assert pins("run") <= pins("dev")


def pins(lock):
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()
    return {line.split(" ")[0] for line in lines if "==" in line}
