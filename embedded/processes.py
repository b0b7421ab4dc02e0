"""Processes that may have been started by someone who is no longer there."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

# From <sys/prctl.h>.
PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Linux signals this process when its parent dies, `kill -9` included. Elsewhere the next start cleans up."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def alive(process: psutil.Process) -> bool:
    """Whether it still runs. A zombie (dead, not yet collected by its parent) does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def working_in(folder: Path) -> list[psutil.Process]:
    """The processes whose working directory is this folder.

    PostgreSQL and Valkey both work in their data folder. That identifies them more surely than a process id kept in
    a file, which another program may own after a restart of the machine.
    """
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and alive(process):
                found.append(process)
        except psutil.Error:
            continue  # gone meanwhile, or somebody else's
    return found


def in_group(group: int, **environment: str) -> list[psutil.Process]:
    """The processes of a process group that were started with these variables."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and environment.items() <= process.environ().items():
                found.append(process)
        except (psutil.Error, ProcessLookupError):
            continue
    return found


def end(processes: Sequence[psutil.Process], *, patience: float, first: signal.Signals = signal.SIGTERM) -> None:
    """Ask all of them to end, wait up to `patience` seconds for all together, then kill the rest."""
    _signal(processes, first)
    left = _wait(processes, patience)
    _signal(left, signal.SIGKILL)
    _wait(left, 5)


def _wait(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after that time. (psutil's own wait also waits for orphans that nobody collects.)"""
    deadline = time.monotonic() + seconds
    while left := [process for process in processes if alive(process)]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return left


def _signal(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue
