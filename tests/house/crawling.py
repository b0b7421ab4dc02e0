"""Walks the portal as one person: every address of the table, every link on the pages, and what people might try."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pypdfium2
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.house.access_table import Row, rows
from tests.house.asking import address_in, ask, body_of, outcome
from tests.house.world import MARK, Canary, World

LINK = re.compile(r'(?:href|src|hx-get|action|data-complete-url)="(/[^"#]*)"')
# The demonstration's mailbox shows every mail to everybody, on purpose; the admin has a test of its own.
NOT_OURS = ("/static/", "/demo/mail/", "/admin/", "/accounts/logout/")
# Sorting and paging links multiply; so many of one page are enough.
QUERIES_OF_ONE_PAGE = 6
# What somebody might try: ask for everything by the common beginning of all canaries.
TRIED = (
    ("archive:list", f"?kw={MARK}"),
    ("archive:list", f"?kw={MARK}&box=sent"),
    ("archive:list", "?box=sent&state=draft"),
    ("archive:list", "?organization=042064"),
    ("archive:list", "?box=sent&organization=042064"),
    ("archive:list", "?tag=CANARY"),
    ("archive:list", "?sort=-title"),
    ("archive:list", "?state=awaiting"),
    ("archive:tags", f"?q={MARK}"),
    ("archive:tags", f"?q={MARK[0]}"),
    ("archive:issuers", f"?q={MARK}"),
    ("questions:list", f"?kw={MARK}"),
    ("questions:list", f"?kw={MARK}&box=templates"),
    ("questions:list", "?box=templates&owner=042064"),
    ("questions:list", "?sort=-title&state=draft"),
    ("questions:new", "?start=questionnaire-{foreign_questionnaire}"),
    ("questions:new", "?start=questionnaire-{shared_template}"),
    ("surveys:list", f"?q={MARK}"),
    ("surveys:list", f"?q={MARK}&box=run"),
    ("surveys:list", "?box=run&state=draft"),
    ("surveys:asked_before", f"?q={MARK}"),
    ("surveys:schedule", f"?q={MARK}&box=run"),
    ("surveys:schedule", "?box=asked"),
    ("people:audit", f"?kw={MARK}"),
    ("people:audit", "?organization={shiroishi}"),
    ("inbox:list", f"?kw={MARK}"),
    ("people:list", f"?kw={MARK}"),
    ("people:list", f"?q={MARK}"),
    ("people:sections", "?organization={shiroishi}"),
    ("people:list", "?organization={shiroishi}"),
    ("people:invite", "?organization={shiroishi}"),
    ("roster:list", f"?kw={MARK}"),
)
# Whoever has one of these links sees what it leads to, whoever they are: it was mailed to one address.
KEYS = re.compile(r"/people/join/|/forms/mine/|/forms/[\w-]+/resume/")
# Files that are asked for by POST.
EXPORTS = ("people:audit_export",)


@dataclass(frozen=True)
class Page:
    """An answer, without what the response holds on to: a walk keeps hundreds of them."""

    address: str
    outcome: str
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, address: str, response: HttpResponseBase) -> Page:
        return cls(address, outcome(response), response.headers, body_of(response))

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def is_zip(self) -> bool:
        return zipfile.is_zipfile(io.BytesIO(self.body))

    @property
    def is_pdf(self) -> bool:
        return self.body.startswith(b"%PDF")

    def everything(self) -> str:
        """All that leaves the server in this answer: headers, redirect, body, and what archives have inside."""
        texts = [f"{name}: {value}" for name, value in self.headers.items()]
        texts += [text.decode(errors="replace") for text in _unpacked(self.body)]
        return "\n".join(texts)


@dataclass(frozen=True)
class Walk:
    """What one person was answered on the way through the whole portal, and by each GET of the access table."""

    actor: str
    canaries: list[Canary]
    pages: list[Page]
    listed: list[tuple[Row, Page]]
    undefined: set[str]


def met_by(actor: str, pages: Iterable[Page], canaries: list[Canary]) -> tuple[list[str], set[str]]:
    """(foreign canaries that the person came across and where, own canaries that the person came across)"""
    foreign, own = [], set()
    for page in pages:
        text = page.everything().upper()
        for canary in canaries:
            if canary.token not in text:
                continue
            if actor in canary.seen_by:
                own.add(canary.what)
            elif not KEYS.match(page.address):
                foreign.append(f"{actor} found {canary.what} at {page.address} ({page.outcome})")
    return foreign, own


def crawl(client: Client, world: World, *, follow: bool = True) -> Iterator[Page]:
    """Each page once, and with `follow` what the pages lead to. What is refused comes too: an error page can leak."""
    waiting = list(addresses(world))
    seen = set(waiting)
    queries: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        page = Page.of(address, ask(client, "GET", address))
        yield page
        if not page.is_html or not follow:
            continue
        for link in LINK.findall(page.body.decode()):
            link = html.unescape(link)
            if link.startswith("?"):
                link = urlsplit(address).path + link
            path, _, query = link.partition("?")
            if link in seen or path.startswith(NOT_OURS):
                continue
            if query:
                queries[path] += 1
                if queries[path] > QUERIES_OF_ONE_PAGE:
                    continue
            seen.add(link)
            waiting.append(link)
    for name in EXPORTS:
        yield Page.of(reverse(name), ask(client, "POST", reverse(name)))


def addresses(world: World) -> Iterator[str]:
    """Every row of the access table that is a GET, and what people might try."""
    listed = dict.fromkeys(
        address_in(world, row.name, row.of)
        for row in rows()
        if row.method == "GET" and not row.name.startswith(("demo:mail", "account_logout"))
    )
    yield from listed
    for name, query in TRIED:
        yield reverse(name) + query.format(
            shiroishi=world.shiroishi.pk,
            foreign_questionnaire=world.foreign_questionnaire.pk,
            shared_template=world.shared_template.pk,
        )
    # What a colleague composes, asked for from one's own: the source of copied questions, the trials to compare.
    own, foreign = world.questionnaire.pk, world.foreign_questionnaire.pk
    yield f"{reverse('questions:copy_questions', args=[own])}?from={foreign}"
    yield f"{reverse('questions:trial_differences', args=[own])}?old={world.trial.pk}&new={world.foreign_trial.pk}"
    yield f"{reverse('questions:trial_differences', args=[own])}?old={world.trial.pk}&new={world.other_trial.pk}"
    yield f"{reverse('questions:version_differences', args=[own, 2])}?from=1"
    # What was answered, as the rows of a table, and drawn.
    for name, more in (("crosstab", []), ("crosstab_chart", ["svg"])):
        yield f"{reverse(f'surveys:{name}', args=[world.survey.pk, *more])}?rows=memo"


def _unpacked(body: bytes) -> Iterator[bytes]:
    yield body
    if body.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(body) as document:
            yield "".join(page.get_textpage().get_text_range() for page in document).encode()
        return
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for entry in archive.infolist():
            yield entry.filename.encode()
            yield from _unpacked(archive.read(entry))
