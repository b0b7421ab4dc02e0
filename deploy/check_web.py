"""The web container's health check: exit 0 when this node serves pages and reaches the database.

`/health/` also asks for a worker; that is no reason to take a web node out of service.
"""

import http.client
import json
import os
import sys


def main() -> int:
    # The portal answers only to its own names.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": host})
        checks = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(checks)
    return 0 if checks.get("page") and checks.get("database") else 1


if __name__ == "__main__":
    sys.exit(main())
