"""Which environment variables a module reads, found in its source: for the docs and for clean test runs."""

import ast
from pathlib import Path

READERS = ("env", "env_bool", "env_int", "get", "getenv")


def read_by(file: Path) -> set[str]:
    """Names in `env("NAME")`, `env_bool("NAME")`, `env_int("NAME", 1)`, `os.environ.get("NAME")`."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.args[0].value
            if called(node.func) in READERS and isinstance(name, str) and name.isupper():
                found.add(name)
    return found


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
