"""What exports must hold, worked out in plain Python from the sheets: no SQL, and none of the room's own functions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from core.exports.neutralizing import neutral
from core.questions.definition import Definition, Question
from tests.questions.exporting.random_answers import FILES, Given

WORDS = {
    "answered": "回答あり", "blank": "空欄", "not_applicable": "該当なし", "exempt": "回答不要", "not_asked": "対象外",
    "unanswered": "未回答", "returned": "差戻し中", "other_kind": "別の種類の回答",
}  # fmt: skip
LABELS = {
    "single_choice": {"o1": "=新しい名前", "o2": "選択肢2（廃止）", "other": "その他"},
    "yes_no": {"yes": "+ある", "no": "いいえ"},
    "consent": {"true": "同意します"},
    "schedule": {"yes": "○ 都合がよい", "maybe": "△ 調整すれば可", "no": "× 都合が悪い"},
}
THEN_LABELS = {
    "single_choice": {"o1": "選択肢1", "o2": "選択肢2", "o3": "選択肢3", "other": "その他"},
    "yes_no": {"yes": "はい", "no": "いいえ"},
}
NUMBERS = ("integer", "decimal", "calculated", "rating")


class Asking(NamedTuple):
    """A question of the export, and where an answer to it comes from."""

    key: str
    question: Question
    versions: tuple[int, ...]  # that asked it, of this kind
    others: tuple[int, ...]  # that asked something else under its key
    is_old: bool  # its options are as they were then


def askings(before: Definition, now: Definition) -> list[Asking]:
    found = []
    keys = [one.key for one in now.asked] + [one.key for one in before.asked if one.key not in now]
    for key in keys:
        then, current = before.get(key), now.get(key)
        question = current or then
        same = bool(then and current and then.kind == current.kind)
        versions = tuple(v for v, one in ((1, then), (2, current)) if one and one.kind == question.kind)
        others = (1,) if then and current and not same else ()
        found.append(Asking(key, question, versions, others, current is None))
        if others:
            found.append(Asking(f"{key}_{then.kind}", then, (1,), (2,), True))
    return found


def special(value: Any) -> str:
    return value["special"] if isinstance(value, dict) and "special" in value else ""


def state_of(asking: Asking, given: Given) -> str:
    if given.whole:
        return given.whole
    # What was left unanswered, or said to be not applicable, is no answer of another kind.
    return state_in(given.answers, asking.question.key, "other_kind" if given.version in asking.others else "answered")


def state_in(answers: dict[str, Any], key: str, answered: str) -> str:
    return "unanswered" if key not in answers else special(answers[key]) or answered


def merged(code: Any, is_old: bool) -> str:
    if isinstance(code, dict):
        return "other"
    return "o1" if code == "o3" and not is_old else code


def labels(kind: str, is_old: bool) -> dict[str, str]:
    return THEN_LABELS[kind] if is_old and kind in THEN_LABELS else LABELS[kind]


class Part(NamedTuple):
    """`code` is where the value is one of a few; `text` what people read; `number` where it is one."""

    part: str
    code: str | None = None
    text: str | None = None
    number: Decimal | None = None
    state: str = ""  # where it has one of its own


def number(part: str, value: Any) -> Part:
    return Part(part, None, None if value is None else str(value), None if value is None else Decimal(str(value)))


def coded(part: str, kind: str, code: str | None, is_old: bool) -> Part:
    return Part(part, code, None if code is None else labels(kind, is_old)[code])


def cell(asking: Asking, given: Given, part: str, kind: str, value: Any, state: str) -> Part:
    """Of a table; `kind` is of its column today."""
    answered = state == "answered"
    if kind == "integer":
        made = number(part, value if answered else None)
    elif kind == "single_choice":
        made = coded(part, kind, merged(value, asking.is_old) if answered else None, asking.is_old)
    else:
        made = Part(part, None, value if answered else None)
    return made._replace(state=state)


def column_kinds(asking: Asking) -> dict[str, str]:
    """In their order; a column that was given up stays at the end."""
    return {"c1": "integer" if asking.is_old else "short_text", "c2": "single_choice", "c3": "short_text"}


def known_columns(asking: Asking) -> dict[str, str]:
    kinds = column_kinds(asking)
    if asking.is_old or 1 in asking.versions:
        return kinds
    return {key: kind for key, kind in kinds.items() if key != "c3"}


def cell_state(asking: Asking, given: Given, column: str, row: Any) -> str:
    whole = state_of(asking, given)
    if given.whole or given.version in asking.others:
        return whole
    if whole != "answered":
        return whole
    was_another = column == "c1" and not asking.is_old and given.version == 1 and 1 in asking.versions
    return state_in(row, column, "other_kind" if was_another else "answered")


def wide_parts(asking: Asking, given: Given) -> Iterator[Part]:
    question, kind = asking.question, asking.question.kind
    state = state_of(asking, given)
    value = given.answers[question.key] if state == "answered" else None
    known = value is not None
    if kind in NUMBERS:
        yield number("", value)
    elif kind == "single_choice":
        yield coded("", kind, merged(value, asking.is_old) if known else None, asking.is_old)
        yield Part("other", None, value.get("other") if isinstance(value, dict) else None)
    elif kind == "multiple_choice":
        codes = {merged(one, asking.is_old) for one in value} if known else set()
        offered = ["o1", "o2", "o3", "other"] if asking.is_old else ["o1", "o2", "other"]
        for code in offered:
            yield number(f"mark.{code}", int(code in codes) if known else None)
        yield Part("other", None, next((one["other"] for one in value or () if isinstance(one, dict)), None))
    elif kind == "yes_no":
        yield coded("", kind, ("yes" if value else "no") if known else None, asking.is_old)
    elif kind == "consent":
        yield coded("", kind, "true" if known else None, asking.is_old)
    elif kind == "schedule":
        for key in ("k1", "k2"):
            yield coded(key, kind, (value or {}).get(key), asking.is_old)
    elif kind == "person_name":
        for part in ("family", "given", "family_kana", "given_kana"):
            yield Part(part, None, (value or {}).get(part))
    elif kind == "address":
        for part in ("postcode", "region", "city", "street", "building"):
            text = (value or {}).get(part)
            yield Part(part, text if part == "region" else None, text)
    elif kind == "file":
        yield number("count", len(value) if known else None)
        most = 1 if not asking.is_old and asking.versions == (2,) else 3
        for place in range(most):
            name = FILES[value[place]] if known and place < len(value) else None
            yield Part(f"file{place + 1}", None, name)
    elif kind == "table":
        for row in ("r1", "r2"):
            for column, its_kind in known_columns(asking).items():
                line = (value or {}).get(row, {})
                its_state = cell_state(asking, given, column, line)
                yield cell(asking, given, f"{row}.{column}", its_kind, line.get(column), its_state)
    elif kind == "repeating_rows":
        if asking.is_old:
            numbers = [line["c1"] for line in value or () if "c1" in line and not special(line["c1"])]
            yield number("total.c1", sum(numbers) if numbers else None)
        yield number("count", len(value) if known else None)
    else:
        yield Part("", None, value)


def written(text: str | None) -> str:
    """As it stands in a file for machines."""
    if text is None:
        return ""
    return neutral(text).replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def of_respondent(place: int, given: Given) -> list[str]:
    first = place % 2 == 0
    organization = ["042021", "石巻市"] if first else ["042064", "白石市"]
    return [str(place + 1), *organization, "市", "石巻圏" if first else "仙南圏", str(given.version)]


RESPONDENT_KEYS = [
    "respondent", "a_organization_code", "a_organization_name", "a_kind", "a_region", "version",
]  # fmt: skip


def wide(before: Definition, now: Definition, given: list[Given], *, codes: bool = False) -> list[list[str]]:
    """Keys first, then a row for each respondent."""
    rows = [[*RESPONDENT_KEYS]]
    for asking in askings(before, now):
        rows[0] += _keys(asking)
    for place, one in enumerate(given):
        row = of_respondent(place, one)
        if codes:
            row[3] = "city"
        for asking in askings(before, now):
            for part in wide_parts(asking, one):
                row.append(str_of(part, codes))
                if part.state:
                    row.append(part.state if codes else WORDS[part.state])
            if asking.question.kind != "table":
                state = state_of(asking, one)
                row.append(state if codes else WORDS[state])
        rows.append(row)
    return rows


def _keys(asking: Asking) -> list[str]:
    found = []
    for part in wide_parts(asking, Given(0, {}, "unanswered")):
        key = ".".join(filter(None, (asking.key, part.part)))
        found += [key, f"{key}.state"] if part.state else [key]
    return found if asking.question.kind == "table" else [*found, f"{asking.key}.state"]


def str_of(part: Part, codes: bool) -> str:
    if part.number is not None:
        return format(part.number, "f")
    return written(part.code if codes and part.code is not None else part.text)


# --- Long ------------------------------------------------------------------------------------------------------------

WITHOUT_VALUE = {"answered": "blank"}  # of a part of an answered question


def long_parts(asking: Asking, given: Given) -> Iterator[tuple[Part, int | None]]:
    """With the number of the line where it stands in one. The state is of the part."""
    kind, state = asking.question.kind, state_of(asking, given)
    value = given.answers[asking.question.key] if state == "answered" else None
    if kind == "multiple_choice":
        codes = {merged(one, asking.is_old) for one in value or ()}
        for code in sorted(codes):
            yield coded("", "single_choice", code, asking.is_old)._replace(state="answered"), None
        if not codes:
            yield Part("", state=state), None
    if kind == "file":
        yield number("count", len(value) if value else None)._replace(state=state), None
        for place, one in enumerate(value or (), 1):
            yield Part("file", None, FILES[one], state="answered"), place
        return
    for part in wide_parts(asking, given):
        if kind == "multiple_choice" and (part.part != "other" or part.text is None):
            continue
        missing = "unanswered" if kind == "schedule" else WITHOUT_VALUE["answered"]
        own = part.state or (state if state != "answered" else "answered" if part.text is not None else missing)
        yield part._replace(state=own), None
    if kind == "repeating_rows":
        for column, its_kind in known_columns(asking).items():
            if column == "c1" and not asking.is_old and given.version == 1 and 1 in asking.versions:
                continue  # another kind of column
            for place, line in enumerate(value or (), 1):
                its_state = state_in(line, column, "answered")
                yield cell(asking, given, column, its_kind, line.get(column), its_state), place


def tidy(before: Definition, now: Definition, given: list[Given]) -> list[list[str]]:
    """Respondent, question's key, part, line, state, code, value, number: in no order within a question."""
    return [
        [*of_respondent(place, one), asking.key, part.part, str(line or ""), WORDS[part.state], written(part.code),
         written(part.text), "" if part.number is None else format(part.number, "f")]
        for place, one in enumerate(given)
        for asking in askings(before, now)
        for part, line in long_parts(asking, one)
    ]  # fmt: skip


# --- For people ------------------------------------------------------------------------------------------------------


def people(before: Definition, now: Definition, given: list[Given]) -> dict[str, list[list[Any]]]:
    """Question's key → its cells in the list of all answers, a row for each respondent; "!" before a "no value"."""
    return {
        asking.key: [_people_cells(asking, one) for one in given] for asking in askings(before, now)
    }  # fmt: skip


def people_lines(before: Definition, now: Definition, given: list[Given]) -> dict[str, list[list[Any]]]:
    """Of each table, its lines: number of the respondent, name or number of the line, cells."""
    found: dict[str, list[list[Any]]] = {}
    for asking in askings(before, now):
        if asking.question.kind in ("table", "repeating_rows"):
            found[asking.key] = [
                [place, *line] for place, one in enumerate(given, 1) for line in _lines(asking, one)
            ]  # fmt: skip
    return found


def no_value(state: str) -> str:
    return f"!{WORDS[state]}"


def shown(part: Part, state: str) -> Any:
    if part.number is not None:
        return part.number
    return no_value(state) if part.text is None else part.text


def _people_cells(asking: Asking, given: Given) -> list[Any]:
    kind, state = asking.question.kind, state_of(asking, given)
    value = given.answers[asking.question.key] if state == "answered" else None
    if kind == "table":
        return ["別のシート" if state == "answered" else no_value(state)]
    if kind in ("single_choice", "multiple_choice"):
        chosen = value if isinstance(value, list) else [] if value is None else [value]
        words = labels("single_choice", asking.is_old)
        codes = {merged(one, asking.is_old) for one in chosen}
        typed = next((one["other"] for one in chosen if isinstance(one, dict)), "")
        said = [f"その他：{typed}" if code == "other" else words[code] for code in words if code in codes]
        return ["、".join(said) if said else no_value(state)]
    if kind == "file":
        names = [FILES[one] for one in value or () if FILES[one]]
        return [" / ".join(names) if names else no_value("other_kind" if state == "answered" else state)]
    missing = "unanswered" if kind == "schedule" else "blank"
    return [shown(part, missing if state == "answered" else state) for part in wide_parts(asking, given)]


def _lines(asking: Asking, given: Given) -> Iterator[list[Any]]:
    state = state_of(asking, given)
    value = given.answers[asking.question.key] if state == "answered" else None
    kinds = known_columns(asking)
    if asking.question.kind == "table":
        then, now = ["本庁舎", "支所"], ["本庁舎", "支所（廃止）"]
        lines = list(
            zip(then if asking.is_old else now, ((value or {}).get(row, {}) for row in ("r1", "r2")), strict=True)
        )
    else:
        lines = list(enumerate(value, 1)) if value else [(None, {})]
    for name, line in lines:
        states = [cell_state(asking, given, column, line) for column in kinds]
        parts = [
            cell(asking, given, "", kind, line.get(column), its)
            for (column, kind), its in zip(kinds.items(), states, strict=True)
        ]
        yield [name, *(shown(part, its) for part, its in zip(parts, states, strict=True))]
