from __future__ import annotations

import argparse
import datetime
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.drill.form import SLUG
from tests.faults.drill.house import PIECES, House
from tests.faults.drill.verdict import drain, faults
from tests.faults.drill.visitors import Told, Visitor

REPORT = """# Sending in while everything is killed

`python -m tests.faults.drill --kills {kills} --submissions {submissions}`, run on {day}, {machine}.

{clients} visitors sent in {submissions} times, every tenth with a file, while pieces of the portal were ended by
`kill -9` at random. Whoever got no answer sent the same page again.

| | |
| --- | --- |
| kills | {killed} |
| requests that were sent again | {tries} |
| submissions acknowledged (a receipt number was shown) | {acknowledged} |
| time | {minutes} minutes |
| acknowledged and not stored, stored twice, with a broken file, without its follow-up or with two | {wrong} |

{verdict}
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.drill")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--submissions", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--every", type=float, default=6.0, help="seconds between two kills, on the average")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--report", type=Path)
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="musubi-drill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "log").mkdir()
        with House(folder) as house:
            house.run("-m", "tests.faults.drill.form")
            house.open()
            began = time.monotonic()
            told, killed = send_and_kill(house, given)
            seconds = time.monotonic() - began
            left = drain(house.servers.owner_url)
            found = faults(house.servers.owner_url, folder / "files", told)
    if left:
        found.append(f"{left} jobs or mails are still waiting.")
    text = REPORT.format(
        kills=given.kills,
        submissions=given.submissions,
        clients=given.clients,
        day=datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        machine=f"{platform.system()}, Python {platform.python_version()}",
        killed=", ".join(f"{piece} {number}" for piece, number in sorted(killed.items())),
        tries=told.tries,
        acknowledged=len(told.receipts),
        minutes=f"{seconds / 60:.1f}",
        wrong=len(found),
        verdict="\n".join(f"- {each}" for each in found[:50])
        or "Every receipt number that was shown is in the database.",
    )
    print(text, flush=True)
    if given.report:
        given.report.write_text(text, encoding="utf-8")
    return 1 if found or len(told.receipts) != given.submissions or killed.total() < given.kills else 0


def send_and_kill(house: House, given: argparse.Namespace) -> tuple[Told, Counter[str]]:
    """The visitors at work; pieces are killed until they are done, and as often as was asked for at least."""
    told, killed, chance = Told(), Counter[str](), random.Random(given.seed)
    shares = [given.submissions // given.clients] * given.clients
    shares[0] += given.submissions - sum(shares)
    visitors = [
        Visitor(house.port, f"/forms/{SLUG}/", share, told, given.seed + number) for number, share in enumerate(shares)
    ]
    for visitor in visitors:
        visitor.start()
    while any(visitor.is_alive() for visitor in visitors) or killed.total() < given.kills:
        time.sleep(chance.uniform(0.5, 1.5) * given.every)
        if killed.total() < given.kills or any(visitor.is_alive() for visitor in visitors):
            piece = PIECES[killed.total() % len(PIECES)] if killed.total() < len(PIECES) else chance.choice(PIECES)
            house.kill(piece)
            killed[piece] += 1
            if killed.total() % 10 == 0:
                print(f"{killed.total()} kills, {len(told.receipts)} receipts", flush=True)
    for visitor in visitors:
        visitor.join()
    house.wait_until_up()
    return told, killed


if __name__ == "__main__":
    sys.exit(main())
