"""Set-up, supervision and tests on one machine.

Standard library only, `prepare.py` apart: these modules run before anything is installed.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class SetupError(Exception):
    """What is wrong and how to repair it, in one sentence for the person at the keyboard."""


def data_dir() -> Path:
    """The folder that config/settings.py calls DATA_DIR."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()


def say(text: str) -> None:
    print(text, flush=True)


def command(main: Callable[[], int]) -> None:
    """Runs a command-line entry point: a sentence instead of a traceback, and an exit code."""
    os.chdir(ROOT)
    try:
        code = main()
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
