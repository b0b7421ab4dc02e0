"""Many people with a form: each from an address of their own in 127.0.0.0/8, so many at a time. Prints JSON.

Reads a job from standard input: {"port", "host", "path", "send_to", "at_once", "steps"}; a step is a list of posts,
each {"name": value}, after the page at `path`, if one is named, was looked at. Answers are counted by status; with a
`path` redirects are followed. Of those told 503 it counts who would have lost what they typed.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import urlencode

GET = "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"
POST = (
    "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: {length}\r\n\r\n{body}"
)


VALUES = re.compile(r'<input type="hidden" name="[^"]+" value="([^"]*)"')


class Person:
    """One visitor: a connection from an address that nobody else has."""

    def __init__(self, job: dict[str, Any], number: int) -> None:
        self._job = job
        self._address = f"127.{1 + number // 62500 % 250}.{number // 250 % 250}.{2 + number % 250}"

    async def __aenter__(self) -> Person:
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._job["port"], local_addr=(self._address, 0)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        return await self._ask(GET.format(path=path, host=self._job["host"]))

    async def post(self, path: str, what: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        body = urlencode(what)
        return await self._ask(POST.format(path=path, host=self._job["host"], length=len(body), body=body))

    async def _ask(self, request: str) -> tuple[int, dict[str, str], bytes]:
        self._writer.write(request.encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        return int(head[0].split()[1]), headers, body


async def visit(job: dict[str, Any], number: int, told: Counter[str]) -> list[bytes]:
    """Look at the page, then send the step's posts. Returns what was answered besides pages, redirects and 503."""
    async with Person(job, number) as person:
        if job["path"]:
            status, headers, body = await person.get(job["path"])
            told[f"GET {status}"] += 1
        for post in job["steps"][number] if job["steps"] else ():
            status, headers, body = await person.post(job["send_to"], post)
            told[f"POST {status}"] += 1
            if status == 503:
                carried = {unescape(value) for value in VALUES.findall(body.decode())}
                told["without text"] += not (
                    {each for each in post.values() if each} <= carried and "retry-after" in headers
                )
                break
            if status == 302 and job["path"]:
                status, headers, body = await person.get(headers["location"])
                told[f"DONE {status}"] += 1
            elif status not in (200, 302):
                return [body]
    return []


async def run(job: dict[str, Any]) -> dict[str, Any]:
    told: Counter[str] = Counter()
    strange: list[str] = []
    numbers = iter(range(job["first"], job["first"] + job["number"]))

    async def one_after_the_other() -> None:
        for number in numbers:
            for body in await visit(job, number - job["first"], told):
                if len(strange) < 3:
                    strange.append(body.decode(errors="replace")[-3000:])

    start = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(job["at_once"])))
    lost = told.pop("without text", 0)
    return {"seconds": time.perf_counter() - start, "told": told, "strange": strange, "without_text": lost}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.load(sys.stdin)))))
