"""What a log may say: nothing that a person typed, no address that is a secret, one line a record."""

import json
import logging
import traceback
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest


def page_of(request: HttpRequest) -> str:
    """Method and route. The address itself may hold the token of a share link or of a password reset."""
    if request.resolver_match:
        return f"{request.method} /{request.resolver_match.route}"
    first = request.path.strip("/").split("/")[0]
    return f"{request.method} /{first[:20]}/ (no such page)"


class LineFormatter(logging.Formatter):
    """JSON, so that a line break in the data cannot forge a record.

    Of an exception its type and the places in the code: its message often quotes the value that was at fault.
    """

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple) and record.args:
            record.args = (*record.args[:-1], page_of(request))  # Django ends these messages with the address
        entry: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1]:
            entry["error"] = list(errors(record.exc_info[1]))
        return json.dumps(entry)


def errors(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """The exception and what it arose from."""
    while error is not None:
        places = traceback.extract_tb(error.__traceback__)
        yield {
            "type": f"{type(error).__module__}.{type(error).__qualname__}",
            "at": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
        }
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
