"""What must be read with a table: whom it counts, whom it leaves out, what its percentages are of."""

from __future__ import annotations

from core.questions.crosstab.spec import Filter, Measure, Percent
from core.questions.crosstab.table import CrossTable

BASES = {Percent.ROW: "行の合計", Percent.COLUMN: "列の合計", Percent.TOTAL: "全体の合計"}


def summary(table: CrossTable) -> str:
    """件数と行の％、52団体"""
    spec = table.spec
    what = spec.measure.label if spec.of is None else f"{spec.of.label}の{spec.measure.label}"
    share = f"と{spec.percent.label}" if spec.percent else ""
    number = f"{spec.source.at_least}{spec.source.noun}未満" if table.is_few else f"{table.shown:,}{spec.source.noun}"
    return f"{what}{share}、{number}"


def notes(table: CrossTable) -> list[str]:
    """In the order in which they matter; none is left out."""
    spec, noun = table.spec, table.spec.source.noun
    found = []
    if table.hidden:
        found.append(f"値のない回答（空欄・該当なし・未回答など）の{table.hidden:,}{noun}を、表に入れていません。")
    elif spec.hides:
        found.append("値のない回答はありませんでした。表に入れなかったものはありません。")
    else:
        found.append(f"表に入れなかった{noun}はありません。")
    if spec.of_many:
        base = f"％の母数は、選んだ数ではなく、{noun}の数です。" if spec.percent else ""
        found.append(
            f"一つの回答に値が複数あるため、内訳の合計は「合計」より多くなります。「合計」は{noun}の数です。{base}"
        )
    if spec.percent:
        found.append(
            f"％は、{BASES[spec.percent]}を100％としています。小数第2位を四捨五入しているため、"
            "合計が100.0％にならないことがあります。"
        )
    if spec.measure is not Measure.COUNT:
        found.append(f"{spec.measure.label}は、数が入力されている回答だけで計算しています。0は数に含みます。")
    if spec.source.at_least:
        few = f"{spec.source.at_least}{noun}未満"
        rest = f"選ばなかった{noun}が{few}の欄も同じです。" if spec.of_many else ""
        found.append(
            f"{few}の欄と、差し引きでそれが分かる欄は「秘匿」としています。{rest}個人が分からないようにするためです。"
        )
    return found


def conditions(filters: tuple[Filter, ...], specials: dict[str, str]) -> list[tuple[str, str]]:
    """The filters in words: (圏域, 仙台／石巻), (問3 人数, 10以上 20以下)."""
    return [(one.dimension.label, _condition(one, specials)) for one in filters]


def _condition(one: Filter, specials: dict[str, str]) -> str:
    names = {f"={code}": label for code, label in one.dimension.options or ()}
    names |= {f"!{code}": label for code, label in one.dimension.no_values(specials).items()}
    words = ["／".join(names.get(code, code[1:]) for code in one.codes)] if one.codes else []
    is_number = one.dimension.is_number
    words += [f"{one.start}{'以上' if is_number else 'から'}"] if one.start else []
    words += [f"{one.end}{'以下' if is_number else 'まで'}"] if one.end else []
    words += [f"「{one.contains}」を含む"] if one.contains else []
    return "、".join(words)
