"""`make fmt` and `make messages`: the two commands that change files."""

import os
import subprocess
import sys

from tools import PYTHON, ROOT, VENV, SetupError, command, install

RUFF = str(VENV / "bin" / "ruff")
MANAGE = [str(PYTHON), "manage.py"]
PLACES = ["--locale", "zh_Hans", "--ignore", ".venv", "--ignore", "var", "--ignore", "benchmarks"]
STEPS = {
    "fmt": [[RUFF, "check", "--fix", "--quiet"], [RUFF, "format", "--quiet"]],
    "messages": [
        [*MANAGE, "makemessages", "--no-obsolete", "--no-wrap", "--add-location", "file", *PLACES],
        [*MANAGE, "compilemessages", *PLACES],
    ],
}


def main() -> int:
    steps = STEPS.get(" ".join(sys.argv[1:]))
    if steps is None:
        raise SetupError(f"Choose one of: {', '.join(STEPS)}.")
    install.packages("dev")
    if sys.argv[1] == "messages":
        install.programs("messages", {"msgfmt": "gettext"})
    environment = {"SECRET_KEY": "not-used-for-this"} | os.environ
    return max(subprocess.run(step, cwd=ROOT, env=environment, check=False).returncode for step in steps)


if __name__ == "__main__":
    command(main)
