"""Which notices came when: the corpus laid over the last year, denser towards today, with what followed from them."""

from __future__ import annotations

import dataclasses
import datetime
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from demo.notices.calendar import Calendar, fiscal_year_start
from demo.notices.corpus import Source, Template
from demo.notices.wording import era_year, placeholders

# Those without a season fall into so many of the last working days.
RECENT_DAYS = 45
MEMO = "事務連絡"
QUESTIONS = {"人事・給与": "personnel.pdf:質疑応答集.pdf"}
TOPIC = re.compile(r"(の送付|の実施|の開催|の募集)?について(（[^）]*）)?$")


@dataclass
class Planned:
    """One notice as it is to stand in the database. `number` is set when all are in order."""

    template: Template
    at: datetime.datetime
    values: dict[str, str]
    number: str = ""
    follows: Planned | None = None

    @property
    def title(self) -> str:
        return self.template.title.format(**self.values)

    @property
    def day(self) -> datetime.date:
        return self.at.date()


def plan(templates: list[Template], calendar: Calendar) -> list[Planned]:
    """Published and withdrawn ones, oldest first."""
    dice = random.Random("notices")
    planned = [
        Planned(template, at, placeholders(at.date(), due=template.due, number=number))
        for template, at, number in _dated(templates, calendar, dice)
    ]
    planned += list(_follow_ups(planned, calendar, dice, _prefectural(templates)))
    planned.sort(key=lambda each: each.at)
    _number(planned)
    for each in planned:
        if each.follows:
            each.values |= {"before": f"{_date(each.follows.day)}付け{each.follows.number}"}
    return planned


def _dated(
    templates: list[Template], calendar: Calendar, dice: random.Random
) -> Iterator[tuple[Template, datetime.datetime, int]]:
    seasonless = [t for t in templates if _is_seasonless(t)]
    dice.shuffle(seasonless)
    for position, template in enumerate(seasonless):
        back = int((position / len(seasonless)) ** 1.3 * RECENT_DAYS)
        yield template, calendar.moment(calendar.days[-1 - back], dice), 1
    for template in templates:
        if template.state == "withdrawn":
            day = calendar.on_or_before(calendar.last - datetime.timedelta(days=template.days_ago))
            yield template, calendar.moment(day, dice), 1
        elif template.state != "published":
            continue
        elif template.newest:
            yield template, calendar.last_moment(), 1
        elif template.every == "week":
            for day in (each for each in calendar.days if each.weekday() == template.weekday):
                yield template, calendar.moment(day, dice), (day - fiscal_year_start(day)).days // 7 + 1
        elif template.every == "month":
            yield from _monthly(template, calendar, dice)
        elif template.month:
            yield template, calendar.moment(calendar.latest_in(template.month, dice), dice), 1


def _is_seasonless(template: Template) -> bool:
    return template.state == "published" and not (template.every or template.month or template.newest)


def _monthly(
    template: Template, calendar: Calendar, dice: random.Random
) -> Iterator[tuple[Template, datetime.datetime, int]]:
    months = template.months or list(range(1, 13))
    for month in months:
        day = calendar.latest_in(month, dice)
        in_order = sorted(months, key=lambda each: (each - 4) % 12)
        yield template, calendar.moment(day, dice), in_order.index(month) + 1


def _prefectural(templates: list[Template]) -> dict[str, Source]:
    """By section: in whose name the prefecture itself writes."""
    own = (template.issuer for template in templates if not template.issuer.is_external)
    return {source.section: source for source in own}


def _follow_ups(
    planned: list[Planned], calendar: Calendar, dice: random.Random, own: dict[str, Source]
) -> Iterator[Planned]:
    """Answers to questions, longer terms, corrected sheets: some days after what they belong to."""
    for position, parent in enumerate(planned):
        template = parent.template
        if not _asks_for_something(template):
            continue
        day = calendar.on_or_after(parent.day + datetime.timedelta(days=dice.randint(5, 13)))
        if day is None:
            continue
        made = dataclasses.replace(_follow_up(template, position), issuer=own[template.issuer.section])
        values = placeholders(day, due=10, number=1) | {"old_due": parent.values["due"]}
        yield Planned(made, calendar.moment(day, dice), values, follows=parent)


def _asks_for_something(template: Template) -> bool:
    once = template.state == "published" and not template.every and not template.issuer.owner
    return once and bool(TOPIC.search(template.title)) and ("{due}" in template.about or bool(template.acknowledge))


def _follow_up(template: Template, position: int) -> Template:
    topic = TOPIC.sub("", template.title)
    common = {"number": MEMO, "important": False, "acknowledge": 0, "items": [], "month": 0}
    if "{due}" in template.about and position % 3 == 0:
        return dataclasses.replace(
            template,
            title=f"{topic}に係る回答期限の延長について",
            about="{before}で通知した標記の件については、{old_due}を期限としていましたが、{due}まで延長します。"
            "既に提出した団体が差し替える場合は、その旨を明らかにしてください。",
            files=[],
            **common,
        )
    if any(".xlsx" in name for name in template.files) and position % 3 == 1:
        return dataclasses.replace(
            template,
            title=f"{topic}に係る様式の差替えについて",
            about="{before}で送付した様式の一部に誤りがありましたので、別添のとおり差し替えます。"
            "修正した箇所は、合計欄の計算式です。入力済みの内容は、そのまま貼り付けることができます。",
            files=["form.xlsx:差替え後_様式.xlsx"],
            **common,
        )
    return dataclasses.replace(
        template,
        title=f"{topic}に係る質疑応答集の送付について",
        about="{before}で通知した標記の件について、団体から寄せられた質問と回答を取りまとめましたので、送付します。"
        "個別の事情によるものは掲載していません。",
        files=[QUESTIONS.get(template.category, "outline.docx:質疑応答集.docx")],
        **common,
    )


def _number(planned: list[Planned]) -> None:
    """Each series counts up through the fiscal year; of the issuer's documents only some come to this portal."""
    last: dict[tuple[str, datetime.date], int] = defaultdict(int)
    for each in planned:
        source, start = each.template.issuer, fiscal_year_start(each.day)
        series = (source.series, start)
        last[series] = max(last[series] + 1, int((each.day - start).days / 365 * source.a_year))
        each.number = each.template.number or f"{source.series}第{last[series]}号"


def _date(day: datetime.date) -> str:
    return f"{era_year(day.year)}{day.month}月{day.day}日"
