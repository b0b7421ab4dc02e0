"""What works apart knows no secrets, and takes no more than it was given."""

from __future__ import annotations

import sys

import pytest

from core.files.apart import NotMade, made_apart, run_apart

LIMITED = "from core.files.apart import keep_within; keep_within(1)"


def ran(statement: str, *before: str, seconds: float = 30) -> tuple[int, str]:
    """Runs a statement apart, after others: the exit code, and what it said."""
    setup = [part for each in before for part in ("--setup", each)]
    done = run_apart("timeit", "--number=1", "--repeat=1", *setup, statement, seconds=seconds)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_it_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim-4711")
    monkeypatch.setenv("DATABASE_URL", "postgres://geheim-4711@/portal")
    code, said = ran("import os; print(dict(os.environ))")
    assert code == 0
    assert "PATH" in said
    assert "geheim-4711" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_more_than_its_memory_it_does_not_get():
    wish = "bytearray(3 * 1024**3)"
    assert ran(wish)[0] == 0  # the control: unlimited, it does
    code, said = ran(wish, LIMITED)
    assert code == 1
    assert "MemoryError" in said


def test_more_than_its_time_it_does_not_get():
    code, _ = ran("while True: pass", LIMITED)
    assert code < 0


def test_who_waits_is_let_go():
    with pytest.raises(NotMade, match=r"more than 0\.2 seconds"):
        made_apart("timeit", "--number=1", "--repeat=1", "import time; time.sleep(20)", given=b"", seconds=0.2)


def test_what_went_wrong_is_said_and_what_was_written_is_handed_back():
    with pytest.raises(NotMade, match=r"(?s)1: .*ZeroDivisionError"):
        made_apart("timeit", "--number=1", "--repeat=1", "1 / 0", given=b"", seconds=30)
    assert made_apart("base64", "-e", given="市町村".encode(), seconds=30) == b"5biC55S65p2R\n"
