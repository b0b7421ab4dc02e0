"""A management command on the demonstration's data: `python -m embedded.manage shell`.

Joins the servers of a running `make run`, or starts them for as long as the command takes. Set PORTAL_AS_OWNER=1 for
what only the database's owner may do.
"""

import os
import subprocess
import sys
from pathlib import Path

from embedded import programs
from embedded.data_folder import DataFolder
from embedded.run import ROOT
from embedded.servers import Servers
from embedded.trouble import Trouble


def main() -> int:
    folder = DataFolder(Path(os.environ.get("PORTAL_DATA") or ROOT / ".data"))
    try:
        folder.prepare()
        servers = Servers(folder.path)
        were_running = servers.running()
        servers.start()
    except Trouble as trouble:
        print(f"むすび: {trouble}", file=sys.stderr)
        return 1
    try:
        found = {
            "DATABASE_URL": servers.database_url,
            "DATABASE_OWNER_URL": servers.owner_url,
            "REDIS_URL": servers.redis_url,
            "SECRET_KEY": folder.secret_key(),
        }
        environment = programs.environment(8000, folder.path, found)
        environment["PORTAL_AS_OWNER"] = os.environ.get("PORTAL_AS_OWNER", "0")
        return subprocess.run(programs.management(*sys.argv[1:]), cwd=ROOT, env=environment, check=False).returncode
    finally:
        if not were_running:
            servers.stop()


if __name__ == "__main__":
    sys.exit(main())
