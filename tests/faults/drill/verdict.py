"""What became of it all, asked of the database in plain SQL: it must not be the portal that judges itself."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import psycopg

from tests.faults.drill.visitors import Told

DRAIN_SECONDS = 240
UNFINISHED = """
SELECT (SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running') AND kind LIKE 'publicforms.%%')
     + (SELECT count(*) FROM notifications_notification WHERE mail = 'waiting')
"""
LATER = """
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
'SELECT statement_timestamp() + interval ''%s minutes'''
"""
SUBMISSIONS = """
SELECT s.sheet_id, s.address, s.receipt, s.token, h.answers->>'mail',
       (SELECT count(*) FROM publicforms_event e WHERE e.submission_id = s.id AND e.what = 'submitted'),
       (SELECT count(*) FROM jobs_job j WHERE j.kind = 'publicforms.follow_up' AND j.state = 'done'
                                          AND (j.payload->>'submission')::bigint = s.id)
FROM publicforms_submission s JOIN questions_answersheet h ON h.id = s.sheet_id
"""
MAILS = """
SELECT n.address, count(*), count(*) FILTER (WHERE n.mail = 'sent')
FROM notifications_notification n JOIN notifications_message m ON m.id = n.message_id
WHERE m.kind = 'publicforms.receipt' GROUP BY 1
"""
FILES = """
SELECT s.address, f.content, f.sha256 FROM publicforms_submission s
JOIN questions_sheetfile sf ON sf.sheet_id = s.sheet_id JOIN files_storedfile f ON f.id = sf.file_id
"""
COUNTED = "SELECT (SELECT sum(number) FROM publicforms_tally), (SELECT taken FROM publicforms_place)"


def drain(owner_url: str) -> int:
    """Let dead workers' leases run out, and wait for what is still to be done. Returns what is left of it."""
    deadline = time.monotonic() + DRAIN_SECONDS
    minutes = 0
    while time.monotonic() < deadline:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            ((left,),) = connection.execute(UNFINISHED).fetchall()
            if not left:
                return 0
            minutes += 5
            connection.execute(LATER % minutes)
        time.sleep(3)
    return left


def faults(owner_url: str, media: Path, told: Told) -> list[str]:
    """Everything that is not as the visitors were told."""
    with psycopg.connect(owner_url) as connection:
        rows = connection.execute(SUBMISSIONS).fetchall()
        mails = {address: (rows, sent) for address, rows, sent in connection.execute(MAILS).fetchall()}
        files = {address: (name, sha) for address, name, sha in connection.execute(FILES).fetchall()}
        ((tally, taken),) = connection.execute(COUNTED).fetchall()
    stored = {row[1]: row for row in rows}
    found = list(told.wrong)
    found += [f"{mail} was told {receipt}, and is not there." for mail, receipt in _missing(told, stored)]
    found += [f"{mail} was told {told.receipts[mail]}, but has {row[2]}." for mail, row in stored.items()
              if mail in told.receipts and told.receipts[mail] != row[2]]  # fmt: skip
    found += [f"{row[1]} is there, and nobody sent it." for row in rows if row[1] not in told.sent]
    if len(stored) != len(rows) or len({row[3] for row in rows}) != len(rows):
        found.append(f"{len(rows)} submissions, but {len(stored)} applicants.")
    found += [f"{row[1]}: the sheet says {row[4]}." for row in rows if row[1] != row[4]]
    found += [f"{row[1]}: {row[5]} events, {row[6]} follow-ups." for row in rows if row[5:7] != (1, 1)]
    found += [f"{mail}: {mails.get(mail)} mails." for mail in stored if mails.get(mail) != (1, 1)]
    for mail, sha in told.files.items():
        if mail in stored:
            found += _file_faults(mail, sha, files.get(mail), media)
    if not tally == taken == len(rows):
        found.append(f"{len(rows)} submissions, but the counters say {tally} and {taken}.")
    return found


def _missing(told: Told, stored: dict[str, tuple]) -> list[tuple[str, str]]:
    return [(mail, receipt) for mail, receipt in told.receipts.items() if mail not in stored]


def _file_faults(mail: str, sha: str, there: tuple[str, str] | None, media: Path) -> list[str]:
    if there is None:
        return [f"{mail}: the file is missing."]
    path = media / there[0]
    on_disk = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "nothing"
    return [] if on_disk == there[1] == sha else [f"{mail}: the file is {on_disk}, not {sha}."]
