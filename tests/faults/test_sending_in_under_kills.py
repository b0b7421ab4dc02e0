"""A small run of the drill; the whole one is a command, and its report is in docs/reports/sending-in.md."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.embedded.running import FOREIGN, ROOT

COMMAND = ("-m", "tests.faults.drill", "--kills=5", "--submissions=80", "--every=0.8", "--seed=7")


def test_what_was_acknowledged_is_stored_once_and_followed_up_once():
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    done = subprocess.run(
        [sys.executable, *COMMAND], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "acknowledged (a receipt number was shown) | 80 |" in done.stdout
