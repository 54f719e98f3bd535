"""`make setup`: everything that a first start needs, and on later starts only what changed."""

import os
import secrets
import subprocess
from pathlib import Path

from tools import PYTHON, ROOT, SetupError, command, data_dir, install, say


def set_up() -> str:
    """Makes the place ready. Returns the sign-ins of the sample accounts, as text."""
    install.packages("run")
    install.pdf_libraries()
    make_data_dir()
    return prepare()


def make_data_dir() -> Path:
    """The folder of the embedded default: database, broker, secret. For its owner's eyes only."""
    folder = data_dir()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = folder / "secret-key"
        if not key.exists():
            descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(64) + "\n")
    except OSError as error:
        raise SetupError(f"The data folder {folder} cannot be written ({error.strerror}).") from error
    return folder


def prepare() -> str:
    say("Preparing the database, the question bank and the case studies ...")
    run = [str(PYTHON), "-m", "tools.prepare", "--static", "--sample"]
    done = subprocess.run(run, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SetupError("The database could not be prepared: the reason is above.")
    return done.stdout.rstrip()


def as_told(sign_ins: str) -> str:
    return f"Sample accounts, made up on this machine (e-mail address, password):\n{sign_ins}"


def main() -> int:
    sign_ins = set_up()
    say(f"\n{as_told(sign_ins)}\n\nReady. `make run` starts the site.")
    return 0


if __name__ == "__main__":
    command(main)
