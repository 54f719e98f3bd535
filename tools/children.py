"""Child processes that are started again when they die and are gone when their parent is."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools import ROOT, SetupError, say

LONGEST_PAUSE = 30.0  # seconds before another start of a child that keeps dying
LIVED_LONG = 60.0  # after so many seconds an exit counts as the first one again
PATIENCE = 15.0  # seconds that children get to end by themselves


@dataclass
class Child:
    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    next_start: float = 0.0

    def start(self) -> None:
        """In a process group of its own: Ctrl-C reaches the parent alone, and it can end the whole group."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=die_with_parent,
        )  # fmt: skip
        self.started = time.monotonic()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return
        except PermissionError:  # macOS says so of a group of zombies
            return

    def keep_alive(self) -> None:
        """Called again and again. A dead child is started after a pause that doubles with each quick death."""
        now = time.monotonic()
        if self.alive or self.process is None:
            return
        if not self.next_start:
            self.deaths = 1 if now - self.started > LIVED_LONG else self.deaths + 1
            pause = min(2.0 ** (self.deaths - 1), LONGEST_PAUSE)
            self.next_start = now + pause
            self.signal_group(signal.SIGKILL)  # what the dead one left behind
            say(f"The {self.name} stopped (exit {self.process.returncode}); starting it again in {pause:.0f} s.")
        elif now >= self.next_start:
            self.next_start = 0.0
            self.start()


@dataclass
class Children:
    members: list[Child] = field(default_factory=list)

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> Child:
        child = Child(name, command, environment)
        self.members.append(child)
        child.start()
        return child

    def keep_alive(self) -> None:
        for child in self.members:
            child.keep_alive()

    def check_first_start(self) -> None:
        """Nothing has ever worked yet, so a child that dies again and again will not get better by itself."""
        self.keep_alive()
        for child in self.members:
            if child.deaths >= 3:
                raise SetupError(f"The {child.name} stops right after its start: its last words are above.")

    def stop(self) -> None:
        """The broker last, the others still need it; who does not go in time is killed with all its children."""
        brokers = [child for child in self.members if child.name == "broker"]
        for group in ([child for child in self.members if child not in brokers], brokers):
            for child in group:
                child.signal_group(signal.SIGTERM)
            deadline = time.monotonic() + PATIENCE
            while any(child.alive for child in group) and time.monotonic() < deadline:
                time.sleep(0.05)
            for child in group:
                child.signal_group(signal.SIGKILL)
                if child.process is not None:
                    child.process.wait()


def die_with_parent() -> None:
    """Linux only: the kernel ends the child should its parent be killed without a chance to stop it."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def lock(file: Path) -> int:
    """One supervisor per data folder: two brokers on one socket would lose each other's work."""
    import fcntl

    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise SetupError(
            f"Fairway already runs from {file.parent}: stop that one first, or set DATA_DIR to another folder."
        ) from error
    return descriptor
