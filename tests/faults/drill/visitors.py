"""Visitors who send in, each patiently: what was not answered is sent again, the same page, until it is."""

from __future__ import annotations

import hashlib
import http.client
import random
import re
import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
AHEAD = 12  # pages opened beforehand: whoever sends in too fast after opening one is asked to try again
READING_SECONDS = 3.5
PATIENCE_SECONDS = 180
WITH_A_FILE = 10  # every tenth


class Unanswered(Exception):
    """The connection broke, nobody was there, or the answer was an error of the server's."""


@dataclass
class Told:
    """What the visitors were told, and what they had sent. Written by all of them, one at a time."""

    receipts: dict[str, str] = field(default_factory=dict)  # mail address → receipt number
    files: dict[str, str] = field(default_factory=dict)  # mail address → SHA-256 of the file
    sent: set[str] = field(default_factory=set)  # addresses that were sent at least once
    tries: int = 0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Visitor(threading.Thread):
    def __init__(self, port: int, address: str, share: int, told: Told, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.address, self.share, self.told = port, address, share, told
        self.random = random.Random(seed)
        self.opened: deque[tuple[float, str, dict[str, list[str]]]] = deque()

    def run(self) -> None:
        try:
            for number in range(self.share):
                while len(self.opened) < min(AHEAD, self.share - number):
                    home = ".".join(["127", *(str(self.random.randrange(1, 255)) for _ in range(3))])
                    page = self._until_answered(home, "GET", self.address)[1]
                    self.opened.append((time.monotonic(), home, hidden(page)))
                at, home, fields = self.opened.popleft()
                time.sleep(max(0.0, at + READING_SECONDS - time.monotonic()))
                self._send_in(home, fields)
        except Exception as error:
            with self.told.lock:
                self.told.wrong.append(f"A visitor gave up: {error!r}")

    def _send_in(self, home: str, fields: dict[str, list[str]]) -> None:
        mail = f"{uuid.UUID(int=self.random.getrandbits(128)).hex}@example.jp"
        typed = {**fields, "a.name.family": ["演習"], "a.name.given": ["花子"], "a.mail": [mail], "confirm": ["1"]}
        file = None
        if self.random.randrange(WITH_A_FILE) == 0:
            file = "".join(self.random.choices("あいうえおかきくけこ", k=self.random.randrange(2_000, 20_000))).encode()
        _, page = self._until_answered(home, "POST", self.address, typed, file)
        confirmed = {**hidden(page), "send": ["1"]}
        with self.told.lock:
            self.told.sent.add(mail)
            if file is not None:
                self.told.files[mail] = hashlib.sha256(file).hexdigest()
        location, page = self._until_answered(home, "POST", self.address, confirmed)
        if not location:
            with self.told.lock:
                self.told.wrong.append(f"{mail} was not taken: {re.sub('<[^>]+>', ' ', page)[:500]}")
            return
        _, page = self._until_answered(home, "GET", location)
        found = RECEIPT.search(page)
        with self.told.lock:
            if found is None:
                self.told.wrong.append(f"{mail} got no receipt number.")
            else:
                self.told.receipts[mail] = found[0]

    def _until_answered(
        self, home: str, method: str, path: str, fields: dict[str, list[str]] | None = None, file: bytes | None = None
    ) -> tuple[str, str]:
        """(where it leads, the page): the same request again and again, as a patient visitor presses the button."""
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._ask(home, method, path, fields, file)
            except (Unanswered, OSError, http.client.HTTPException) as error:
                if time.monotonic() > give_up:
                    raise Unanswered(f"{method} {path}: {error}") from error
                with self.told.lock:
                    self.told.tries += 1
                time.sleep(self.random.uniform(0.1, 0.6))

    def _ask(
        self, home: str, method: str, path: str, fields: dict[str, list[str]] | None, file: bytes | None
    ) -> tuple[str, str]:
        body, headers = None, {}
        if file is not None:
            body, headers = multipart(fields or {}, file)
        elif fields is not None:
            body = urlencode(fields, doseq=True).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(home, 0))
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        if answer.status >= 500 or answer.status == 429:
            raise Unanswered(f"{answer.status}")
        return answer.getheader("Location") or "", page


def hidden(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        found.setdefault(name, []).append(unescape(value))
    return found


def multipart(fields: dict[str, list[str]], file: bytes) -> tuple[bytes, dict[str, str]]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, values in fields.items()
        for value in values
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="f.paper"; filename="paper.txt"\r\n'
    parts += [f"{head}Content-Type: text/plain\r\n\r\n".encode(), file, f"\r\n--{boundary}--\r\n".encode()]
    return b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}"}
