"""What `make run` calls: `python -m embedded.run`.

PORT and PORTAL_DATA say where; with DATABASE_URL or REDIS_URL set, those servers are used instead of embedded ones.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from embedded.data_folder import DataFolder
from embedded.processes import die_with_parent
from embedded.supervisor import Supervisor
from embedded.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m embedded.run", description=__doc__)
    parser.add_argument("--with-parent", action="store_true", help="end when the calling program dies (Linux)")
    if parser.parse_args().with_parent:
        die_with_parent()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    os.chdir(ROOT)
    try:
        folder = DataFolder(Path(os.environ.get("PORTAL_DATA") or ROOT / ".data"))
        supervisor = Supervisor(folder, port_from(os.environ.get("PORT") or "8000"))
        signal.signal(signal.SIGINT, supervisor.request_stop)
        signal.signal(signal.SIGTERM, supervisor.request_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup keeps us running
            signal.signal(signal.SIGHUP, supervisor.request_stop)
        supervisor.run()
    except Trouble as trouble:
        print(f"むすび: {trouble}", file=sys.stderr, flush=True)
        return 1
    except OSError as error:  # disk full, a folder where a file should be, …
        print(f"むすび: 続けられません / Cannot go on: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


def port_from(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Trouble(f"PORT が正しくありません: {text!r}(1~65535)", f"PORT is not a port number: {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
