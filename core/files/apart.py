"""Programs of our own that work apart: what strangers sent is decoded there, and what may grow large is made there.

Such a program knows no passwords, may use so much memory and time and no more, and its crash is nobody else's.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 2 * 1024**3


class NotMade(Exception):
    """The program took too long or too much memory, or found something wrong and said what."""


def run_apart(program: str, *arguments: str, given: bytes = b"", seconds: float) -> subprocess.CompletedProcess[bytes]:
    """`python -m program arguments`; `given` is its standard input. Raises subprocess.TimeoutExpired."""
    return subprocess.run(  # noqa: S603 - our own program; what people sent or typed is an argument or its input
        [sys.executable, "-m", program, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", "")},
        input=given,
        capture_output=True,
        timeout=seconds,
        check=False,
    )


def made_apart(program: str, *arguments: str, given: bytes, seconds: float) -> bytes:
    """What the program writes to its standard output. Raises NotMade."""
    try:
        done = run_apart(program, *arguments, given=given, seconds=seconds)
    except subprocess.TimeoutExpired as late:
        raise NotMade(f"more than {seconds} seconds") from late
    if done.returncode:
        raise NotMade(f"{done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def keep_within(cpu_seconds: int) -> None:
    """The program calls it first: from then on it has 2 GiB of memory and so many seconds."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the system refuses or ignores it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    os.environ["RAYON_NUM_THREADS"] = "2"  # threads take room of the memory, however many cores there are
