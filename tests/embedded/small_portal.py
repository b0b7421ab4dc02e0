"""`make run` with a portal of a few lines instead of the real one, so that the supervisor's tests take seconds.

SMALL_PORTAL=crashing makes the worker die at once, again and again.
"""

import os
import sys

from embedded import programs, run

WEB = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer.allow_reuse_address = True
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
# A worker has children of its own, which must not survive it.
WORKER = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
time.sleep(600)
"""
CRASHING = "raise SystemExit('this worker never works')"


def commands(port, data):
    worker = CRASHING if os.environ.get("SMALL_PORTAL") == "crashing" else WORKER
    return {"web": [sys.executable, "-c", WEB, str(port)], "worker": [sys.executable, "-c", worker, str(data)]}


def management(name, *arguments):
    failing = os.environ.get("SMALL_PORTAL") == f"failing-{name}"
    return [sys.executable, "-c", "raise ValueError('this command fails')" if failing else ""]


if __name__ == "__main__":
    programs.commands = commands
    programs.management = management
    sys.exit(run.main())
