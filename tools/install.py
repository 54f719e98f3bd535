"""The virtual environment, the hash-locked packages and the system libraries."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import PYTHON, ROOT, VENV, SetupError, say

PDF_LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz0b", "libharfbuzz-subset0", "libfontconfig1")
# Without the subsetter WeasyPrint only warns, and reports get slow: it counts as missing here.
LOADS_PDF_LIBRARIES = "from weasyprint.text import ffi; raise SystemExit(ffi.harfbuzz_subset is None)"


def packages(lock: str) -> None:
    """Makes .venv as `requirements/<lock>.txt` says; does nothing when that was done before."""
    file = ROOT / "requirements" / f"{lock}.txt"
    wanted = hashlib.sha256(file.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{lock}"
    if runs(PYTHON) and stamp.exists() and stamp.read_text() == wanted:
        return
    if not runs(PYTHON):
        make_environment()
    say(f"Installing the packages of {file.relative_to(ROOT)} (about a minute the first time) ...")
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
    ]
    if subprocess.run([*pip, "-r", str(file)], check=False).returncode:
        raise SetupError("The packages could not be installed: pip's reason is above. Repair it and try again.")
    stamp.write_text(wanted)
    if lock == "dev":  # holds everything that run.txt holds, at the same versions
        run = ROOT / "requirements" / "run.txt"
        (VENV / "installed-run").write_text(hashlib.sha256(run.read_bytes()).hexdigest())


def runs(python: Path) -> bool:
    try:
        return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    say("Making the virtual environment .venv ...")
    # The base interpreter, because this one may itself live in the environment that is replaced.
    base = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run([base, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr or done.stdout).strip()
        raise SetupError(f"The virtual environment .venv could not be made: {reason}")


def pdf_libraries() -> None:
    """Pango and its friends, which draw the text of PDF reports."""
    if pdf_libraries_load():
        return
    debian_packages(PDF_LIBRARIES)
    if not pdf_libraries_load():
        raise SetupError(f"PDF reports need Pango and HarfBuzz, and they do not load: {how_to_install_pango()}")


def pdf_libraries_load() -> bool:
    return subprocess.run([PYTHON, "-c", LOADS_PDF_LIBRARIES], capture_output=True, check=False).returncode == 0


def how_to_install_pango() -> str:
    if shutil.which("apt-get"):
        return f"run `apt-get install {' '.join(PDF_LIBRARIES)}` as root, then try again."
    if shutil.which("dnf"):
        return "run `dnf install pango harfbuzz fontconfig` as root, then try again."
    if shutil.which("brew"):
        return (
            "run `brew install pango`, then try again (with a Python that is not Homebrew's also run "
            "`export DYLD_FALLBACK_LIBRARY_PATH=$(brew --prefix)/lib`)."
        )
    return "install Pango 1.44 or newer with your system's package manager, then try again."


def debian_packages(names: tuple[str, ...]) -> bool:
    """Installs Debian packages where that is allowed: as root, on a system that has apt-get."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing system packages: {' '.join(names)} ...")
    # Run level 1 keeps packages from starting the services they bring.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    for step in (["apt-get", "update"], install):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        say("\n".join((done.stderr or done.stdout).strip().splitlines()[-5:]))
    return done.returncode == 0


def programs(purpose: str, needed: dict[str, str]) -> None:
    """Small programs that there is no doing without; `needed` maps each to the package that brings it."""
    missing = [package for program, package in needed.items() if not shutil.which(program)]
    if missing:
        debian_packages(tuple(missing))
    if any(not shutil.which(program) for program in needed):
        raise SetupError(
            f"The {purpose} need these packages of your system: install {' '.join(missing)}, then try again."
        )
