"""What the collation's pages and its CSV say, read from them as delivered."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from html import unescape

from tests.surveys.staffing_answers import ASKED, BLANK, EXEMPT, NA, NOT_ASKED, NUMBERS, UNANSWERED, Place, Tally

WORDS = (BLANK, NA, NOT_ASKED, EXEMPT, UNANSWERED)
NUMBERED = {one["key"]: f"問{place}" for place, one in enumerate(ASKED, 1)}


def text_of(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html)).strip()


def number_of(text: str) -> Decimal | None:
    """None where the page says that there is none."""
    return None if text in ("", "―") else Decimal(text.replace(",", "").replace("▲", "-").replace("−", "-"))


def foot_of(html: str) -> dict[str, list[str]]:
    """Line of the foot → what stands below each question."""
    found = {}
    for row in re.findall(r"<tr>.*?</tr>", html[html.index("<tfoot") :], re.S):
        label = text_of(row.split("</th>")[0].split('<span class="mu-table__code"')[0])
        found[label] = [text_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)][2:]
    return found


def tallies_in_foot(html: str) -> dict[str, Tally]:
    """Question → its totals; only those that are numbers have a sum."""
    foot = foot_of(html)
    found = {}
    for place, one in enumerate(ASKED):
        without = Counter({word: int(foot[word][place]) for word in WORDS})
        zero = int(foot["うち0"][place]) if one["kind"] in NUMBERS else 0
        found[one["key"]] = Tally(number_of(foot["合計"][place]), int(foot["回答あり"][place]), zero, +without)
    return found


def tallies_in_table(html: str, question: dict) -> dict[Place, Tally]:
    """The cells of the summed table that are numbers."""
    columns = question["settings"]["columns"]
    body = html[html.index("<tbody") : html.index("</tbody>")]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.S)
    found = {}
    for row, cells in zip(question["settings"]["rows"], rows, strict=True):
        assert text_of(cells.split("</th>")[0]) == row["label"]
        every = re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)
        for column, cell in zip(columns, every, strict=True):
            if column["kind"] in NUMBERS:
                found[question["key"], row["key"], column["key"]] = _tally_in_cell(cell)
    return found


def _tally_in_cell(cell: str) -> Tally:
    above, counts = cell.split('<div class="mu-small">')
    counts = text_of(counts)

    def count(word: str) -> int:
        said = re.search(rf"{word}\s*([\d,]+)", counts)
        return int(said[1]) if said else 0

    without = Counter({word: count(word) for word in WORDS})
    return Tally(number_of(text_of(above)), count("回答あり"), count("うち0"), +without)


def legend_of(html: str) -> dict[str, int]:
    """One question's page: how many organizations have a value, and which "no value"."""
    legend = re.search(r'<ul class="mu-legend".*?</ul>', html, re.S)[0]
    lines = re.findall(r'<li>(.*?)<span class="mu-num">([\d,]+)</span></li>', legend, re.S)
    return {text_of(label): int(number) for label, number in lines}


def csv_header(place: Place) -> str:
    """The heading of the column that holds this question or cell."""
    question = next(one for one in ASKED if one["key"] == place[0])
    if len(place) == 1:
        label, unit = question["label"], question["settings"].get("unit")
    else:
        settings = question["settings"]
        row = next(one for one in settings["rows"] if one["key"] == place[1])
        column = next(one for one in settings["columns"] if one["key"] == place[2])
        label = f"{question['label']}：{row['label']}、{column['label']}"
        unit = column.get("settings", {}).get("unit")
    return " ".join(f"{NUMBERED[question['key']]} {label}".split()) + (f"（{unit}）" if unit else "")
