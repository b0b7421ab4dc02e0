"""What can be exported: a room registers its producers in its AppConfig.ready().

This room writes files, keeps them, and hands them out; what stands in them only the rooms above know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol

from core.people.models import User

# What the export is to hold: the values of the form that asked for it, as JSON. A producer that can write cp932 keeps
# the encoding's code under "encoding"; whoever decides for UTF-8 later gets the same definition with another code.
Definition = dict[str, Any]


class Beat(Protocol):
    """`beat(done, total)`: say now and then, whatever is under way, how many rows of how many are done.

    It is cheap, may be called while rows are coming from the database, and raises once the export has been cancelled.
    Let that pass through.
    """

    def __call__(self, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Finding:
    """A cell with characters that cp932 does not hold, or would change."""

    place: str  # whose row it is: an organization, a receipt number
    question: str
    text: str
    characters: Sequence[str]  # as people see them, in their order: a letter with its variation selector is one


class Producer:
    """One kind of export. A producer holds no state: the definition says everything."""

    code: str
    label: str

    def title(self, definition: Definition) -> str:
        """What people read in the list of their exports, in the inbox and in the audit log. No personal data."""
        raise NotImplementedError

    def file_name(self, definition: Definition) -> str:
        """With its ending, which also says what the file is: one of core.exports.answers.CONTENT_TYPES."""
        raise NotImplementedError

    def may(self, definition: Definition, user: User) -> bool:
        """Whether the person may have exactly this, now. Asked when it is ordered, made, shown and downloaded."""
        raise NotImplementedError

    def may_each(self, definitions: Sequence[Definition], user: User) -> list[bool]:
        """The same for several at once. Override it so that a list costs the same number of queries at any length."""
        return [self.may(definition, user) for definition in definitions]

    def size(self, definition: Definition, user: User) -> int:
        """About how many rows it will have: what is small is made at once, the rest by a worker."""
        raise NotImplementedError

    def write(self, definition: Definition, *, by: User, to: IO[bytes], beat: Beat, mark: str | None = None) -> int:
        """Write the whole file, as this person may see it, and return how many rows it has.

        `mark` stands for every character that cp932 does not hold, where somebody decided so; without it such a
        character must raise. Called in a transaction that sees one state of the data (together with `findings`), in
        a web process or in a worker, and again from the beginning after a crash: it must change nothing.
        """
        raise NotImplementedError

    def findings(self, definition: Definition, *, by: User, beat: Beat) -> Iterator[Finding]:
        """All that cp932 cannot hold or would change, in the order of the file. Asked only of a cp932 definition."""
        return iter(())

    def facts(self, definition: Definition) -> list[tuple[str, str]]:
        """Names and values that say in words what was asked for, for its page: kind of file, encoding, filters."""
        return []

    def for_audit(self, definition: Definition) -> Definition:
        """The definition as the audit log keeps it, for ever: without words that somebody typed to search for."""
        return definition

    def organization(self, definition: Definition) -> int | None:
        """The organization concerned, whose manager may read of the export in the audit log."""
        return None


PRODUCERS: dict[str, Producer] = {}


def register(producer: Producer) -> None:
    """`register(AnswersAsCsv())`. The same code twice raises."""
    if producer.code in PRODUCERS:
        raise ValueError(f"The producer {producer.code!r} is registered twice.")
    PRODUCERS[producer.code] = producer


def allowed(asked: Mapping[int, tuple[str, Definition]], user: User) -> list[int]:
    """Of exports (key → producer's code and definition) the keys of those that the person may still have."""
    by_code: dict[str, list[int]] = {}
    for key, (code, _) in asked.items():
        by_code.setdefault(code, []).append(key)
    found = []
    for code, keys in by_code.items():
        producer = PRODUCERS.get(code)
        if producer is not None:  # else of a room that is gone: nobody can say who may see it
            answers = producer.may_each([asked[key][1] for key in keys], user)
            found += [key for key, may in zip(keys, answers, strict=True) if may]
    return found
