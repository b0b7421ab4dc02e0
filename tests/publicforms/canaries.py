"""Everything that a portal keeps, as one text: its database, its files unpacked, its Redis. A canary in it is found.

Also where it stands as addresses, JSON or the search write it: see `spellings`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import jaconv
import redis
from django.conf import settings

from core.search.folding import fold
from embedded.postgres import PROGRAMS
from tests.worker import on_the_test_database


def places_of(canary: str, *folders: Path) -> list[str]:
    """Where the canary is found: tables, files, keys of Redis; empty where nothing holds it."""
    told = re.compile("|".join(map(re.escape, sorted(spellings(canary)))))
    told_bytes = re.compile(told.pattern.encode())
    found = [f"table {table}" for table, text in _tables() if told.search(text)]
    for folder in folders:
        for path in folder.rglob("*"):
            if told.search(path.name):
                found.append(f"name {path.name}")
            if path.is_file() and any(told_bytes.search(content) for content in _unpacked(path.read_bytes())):
                found.append(f"file {path.relative_to(folder)}")
    found += [f"redis {key}" for key, content in _redis() if told.search(content) or told.search(key)]
    return sorted(set(found))


def spellings(canary: str) -> set[str]:
    """How a canary of kana and Latin letters ("カナリアcanaryq7") may be written: each half alone, the kana as people
    and the search write them, all as addresses and JSON do.
    """
    halves = {half for half in (*re.findall("[!-~]+", canary), *re.findall("[^!-~]+", canary)) if len(half) >= 3}
    written = {each for half in halves for each in (half, fold(half), half.upper(), jaconv.z2h(half, ascii=True))}
    coded = {each for text in written for each in (quote(text), quote(text).lower(), quote(quote(text)))}
    return written | coded | {json.dumps(text)[1:-1] for text in written}


def _tables() -> Iterator[tuple[str, str]]:
    """A full logical dump, cut at its tables."""
    url = on_the_test_database(os.environ["DATABASE_SUPERUSER_URL"])
    dump = subprocess.run(
        [PROGRAMS / "pg_dump", "--inserts", url], check=True, capture_output=True, timeout=120
    ).stdout.decode()
    assert "PostgreSQL database dump complete" in dump
    texts: dict[str, list[str]] = {}
    table = ""
    for line in dump.splitlines():
        if line.startswith("INSERT INTO "):
            table = line.split(" ", 3)[2]
        texts.setdefault(table, []).append(line)
    for name, lines in texts.items():
        yield name, "\n".join(lines)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, and those of every file within an archive (workbooks and documents are archives, too)."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _unpacked(archive.read(name))


def _redis() -> Iterator[tuple[str, str]]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter():
        yield key.decode(errors="replace"), _read(client, key)


def _read(client: redis.Redis, key: bytes) -> str:
    match client.type(key):
        case b"string":
            found = [client.get(key)]
        case b"hash":
            found = [each for pair in client.hgetall(key).items() for each in pair]
        case b"list":
            found = client.lrange(key, 0, -1)
        case b"set":
            found = list(client.smembers(key))
        case b"zset":
            found = client.zrange(key, 0, -1)
        case b"stream":
            found = [str(each).encode() for each in client.xrange(key)]
        case _:
            found = []
    return "\n".join(_plain(each) for each in found if each is not None)


def _plain(value: bytes) -> str:
    """What the cache has compressed is read as it was."""
    with contextlib.suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode(errors="replace")
