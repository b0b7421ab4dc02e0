"""What exports of a source have in common: who may have them, what their files are called, what is said of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar

from django.db import models

from core.exports.encodings import Encoding
from core.exports.registry import Definition, Producer
from core.people.models import User
from core.questions.crosstab.audited import without_typed_words
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec


class SourceProducer(Producer):
    """The definition has "format" (of `formats`), "encoding" (of all but the workbook), and what `source` needs."""

    workbook: ClassVar[str] = "workbook"  # the format of that name, which all have
    what: ClassVar[str]  # is in the file
    formats: ClassVar[type[models.TextChoices]]
    endings: ClassVar[Mapping[str, str]] = {workbook: "xlsx"}  # of the formats that are no CSV
    suffixes: ClassVar[Mapping[str, str]]  # what a file's name says of its format besides

    def source(self, definition: Definition, user: User) -> Source | None:
        """None where the person may not see these answers, or any more."""
        raise NotImplementedError

    def name(self, definition: Definition) -> str:
        """Whose answers they are, in words."""
        raise NotImplementedError

    def spec(self, source: Source, definition: Definition) -> Spec:
        """What of the source is wanted."""
        raise NotImplementedError

    def may_of(self, source: Source | None, definition: Definition) -> bool:
        """Also not if a question that is needed is out of the person's sight by now, or gone."""
        return source is not None and not self.spec(source, definition).troubles

    def may(self, definition: Definition, user: User) -> bool:
        return self.may_of(self.source(definition, user), definition)

    def chosen(self, definition: Definition, user: User) -> Spec:
        """The same as `spec` of what the person may have; raises where that is nothing."""
        source = self.source(definition, user)
        if source is None or not self.may_of(source, definition):
            raise PermissionError("The answers are out of sight.")
        return self.spec(source, definition)

    def title(self, definition: Definition) -> str:
        return f"{self.name(definition)} {self.what}"

    def file_name(self, definition: Definition) -> str:
        sort = definition["format"]
        parts = (self.name(definition)[:60], self.what, self.suffixes.get(sort))
        return f"{'_'.join(filter(None, parts))}.{self.endings.get(sort, 'csv')}"

    def size(self, definition: Definition, user: User) -> int:
        """Respondents."""
        source = self.source(definition, user)
        return source.rows.order_by().count() if source else 0

    def for_audit(self, definition: Definition) -> Definition:
        return definition | {"query": without_typed_words(definition["query"])} if "query" in definition else definition

    def facts(self, definition: Definition) -> list[tuple[str, str]]:
        found = [("形式", str(self.formats(definition["format"]).label))]
        if definition["format"] != self.workbook:
            found.append(("文字コード", str(Encoding(definition["encoding"]).label)))
        return found


class OfThing(SourceProducer):
    """What the definition names under `thing`: something with a title and an owner, whose answers they are."""

    thing: ClassVar[str]
    model: ClassVar[type[models.Model]]

    def whose(self, definition: Definition) -> Hashable:
        """The same for definitions that have the same source."""
        return definition[self.thing]

    def may_each(self, definitions: Sequence[Definition], user: User) -> list[bool]:
        """Each source is looked at once, however many exports of it there are."""
        distinct = {self.whose(one): one for one in definitions}
        sources = {key: self.source(one, user) for key, one in distinct.items()}
        return [self.may_of(sources[self.whose(one)], one) for one in definitions]

    def name(self, definition: Definition) -> str:
        return str(self.model._default_manager.values_list("title", flat=True).get(pk=definition[self.thing]))

    def organization(self, definition: Definition) -> int | None:
        found = self.model._default_manager.filter(pk=definition[self.thing])
        return found.values_list("owner", flat=True).first()
