"""A producer that only tests ask for. A worker knows it when started with `work=["tests.exports.producers"]`.

Its rows come by COPY, so that the connection is busy while they do, as it is with real ones.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from typing import IO

from celery import shared_task
from django.db import connection

from core.exports import pulse, registry
from core.exports.registry import Beat, Definition, Finding, Producer
from core.people.access import user_may
from core.people.models import User, Verb

BLOCK = 100
SOURCE = "COPY (SELECT n, 'row ' || n FROM generate_series(1, {rows}) AS n) TO STDOUT (FORMAT csv)"


class Rows(Producer):
    """`rows` lines, held up by `pause` seconds every hundred; as large as `size` says. `fail` names what goes wrong."""

    code, label = "test.rows", "テスト：行"

    def title(self, definition: Definition) -> str:
        return definition.get("title", "テストの書き出し")

    def file_name(self, definition: Definition) -> str:
        return f"石巻市／{definition.get('encoding', 'utf-8')}.csv"

    def may(self, definition: Definition, user: User) -> bool:
        return user_may(user, Verb.READ_RECORDS, definition["organization"])

    def size(self, definition: Definition, user: User) -> int:
        return definition.get("size", definition["rows"])

    def facts(self, definition: Definition) -> list[tuple[str, str]]:
        return [("文字コード", definition.get("encoding", "utf-8"))]

    def organization(self, definition: Definition) -> int | None:
        return definition["organization"]

    def write(self, definition: Definition, *, by: User, to: IO[bytes], beat: Beat, mark: str | None = None) -> int:
        done, total = 0, definition["rows"]
        with connection.cursor() as cursor, cursor.copy(SOURCE.format(rows=int(total))) as copy:
            for line in copy:
                to.write(line)
                done += 1
                if done % BLOCK == 0:
                    to.flush()
                    self._meet(definition, done)
                    beat(done, total)
        if "text" in definition:
            text = definition["text"] if mark is None else definition["text"].replace("𠮷", mark)
            to.write(text.encode(definition.get("encoding", "utf-8")))
        beat(done, total)
        self._meet(definition, done)
        return done

    def findings(self, definition: Definition, *, by: User, beat: Beat) -> Iterator[Finding]:
        for number in range(definition.get("bad", 0)):
            beat(number, definition["bad"])
            text = "あ" * 50 + "𠮷野\nさんと葛󠄀城さん"
            yield Finding(f"石巻市 {number + 1}", "氏名", text, ["𠮷", "葛󠄀"] if number else ["𠮷"])

    def _meet(self, definition: Definition, done: int) -> None:
        time.sleep(definition.get("pause", 0))
        if done < definition.get("fail_at", 0):
            return
        match definition.get("fail"):
            case "full":
                raise OSError(28, os.strerror(28))
            case "bug":
                raise RuntimeError("Out of order: 石巻市の秘密")
            case "sql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(60)")


def expected(rows: int) -> bytes:
    return b"".join(b"%d,row %d\n" % (n, n) for n in range(1, rows + 1))


def expected_hash(rows: int) -> str:
    return hashlib.sha256(expected(rows)).hexdigest()


if Rows.code not in registry.PRODUCERS:
    registry.register(Rows())
if "TEST_WORK" in os.environ:  # in a worker: progress is seen at once
    pulse.EVERY_SECONDS = 0.05


@shared_task(name="tests.naive_export")
def naive_export(place: str, rows: int, pause: float) -> None:
    """The control: straight to where the file is to lie, with no row that knows of it."""
    with open(place, "wb") as to:
        for start in range(0, rows, BLOCK):
            to.write(b"".join(b"%d,row %d\n" % (n, n) for n in range(start + 1, start + BLOCK + 1)))
            to.flush()
            time.sleep(pause)
