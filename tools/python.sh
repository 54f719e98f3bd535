#!/bin/sh
# Runs its arguments with a Python that fits: `sh tools/python.sh -m tools.setup`.
# Tried in this order: $PYTHON, the environment made before, the PATH, pyenv's versions, uv's. Where there is no uv, an
# older Python fetches it into var/.
cd "$(dirname "$0")/.." || exit 1

check='
import sys
if sys.version_info < (3, 12):
    sys.exit(3)
try:
    import ensurepip, venv
except ImportError:
    sys.exit(4)
'
without_venv=""

fits() {
    # A pyenv shim may be on the PATH for a version that is not switched on, so only running it tells.
    "$1" -c "$check" >/dev/null 2>&1
    code=$?
    if [ "$code" -eq 4 ]; then without_venv="$1"; fi
    return "$code"
}

if [ -n "$PYTHON" ]; then
    fits "$PYTHON" && exec "$PYTHON" "$@"
    echo "PYTHON=$PYTHON is not a Python 3.12 or newer with its venv module: name another one, or leave PYTHON unset." >&2
    exit 1
fi

pyenv_root="${PYENV_ROOT:-$HOME/.pyenv}"
if [ ! -d "$pyenv_root" ] && command -v pyenv >/dev/null 2>&1; then
    pyenv_root=$(dirname "$(dirname "$(command -v pyenv)")")
fi
for candidate in .venv/bin/python python3.14 python3.13 python3.12 python3 \
    $(ls -d "$pyenv_root"/versions/3.1[2-4]*/bin/python 2>/dev/null | sort -r); do
    fits "$candidate" && exec "$candidate" "$@"
done

uv=$(command -v uv || command -v var/uv/bin/uv)
if [ -z "$uv" ] && python3 -m pip --version >/dev/null 2>&1; then
    echo "No Python 3.12 or newer found; fetching uv, which brings one." >&2
    python3 -m pip install --quiet --disable-pip-version-check --require-hashes --target var/uv -r requirements/uv.txt >&2 &&
        uv=var/uv/bin/uv
fi
if [ -n "$uv" ]; then
    echo "Asking uv for a Python." >&2
    found=$("$uv" python find ">=3.12" 2>/dev/null) || { "$uv" python install 3.13 >&2 && found=$("$uv" python find 3.13); }
    if [ -n "$found" ] && fits "$found"; then exec "$found" "$@"; fi
fi

if [ -n "$without_venv" ]; then
    echo "$without_venv lacks its venv module: install it (on Debian or Ubuntu: apt-get install python3-venv), then try again." >&2
else
    echo "Fairway needs Python 3.12 or newer and found none: install it (Debian 13, Ubuntu 24.04 or newer: apt-get install python3-venv; macOS: brew install python@3.13; anywhere: uv python install 3.13), then try again." >&2
fi
exit 1
