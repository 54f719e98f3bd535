"""Does the web server answer that it is ready? `python -m tools.ready` exits with 0 for yes (container check)."""

import http.client
import os
import sys


def is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": site_name()})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def site_name() -> str:
    """A host name that ALLOWED_HOSTS accepts."""
    first = (os.environ.get("HOSTS") or "localhost").split()[0]
    return "localhost" if first == "*" else first.removeprefix(".")


if __name__ == "__main__":
    sys.exit(0 if is_ready("127.0.0.1", int(os.environ.get("PORT") or 8000)) else 1)
