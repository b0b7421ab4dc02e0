"""{% load portal_jobs %}{{ queue.oldest|span_words }}"""

import datetime

from django import template

register = template.Library()


@register.filter
def span_words(span: datetime.timedelta) -> str:
    """A span of time in its two largest units: 2日3時間, 5分20秒."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "日"), (hours, "時間"), (minutes, "分"), (seconds, "秒")]
    first = next((place for place, (number, _) in enumerate(parts) if number), 3)
    return "".join(f"{number}{unit}" for number, unit in parts[first : first + 2] if number) or "0秒"
