"""What the pages about people and sign-in show."""

from django import template

register = template.Library()

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """Chrome（Windows） - enough to recognize one's own device by."""
    names = [next((name for sign, name in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS)]
    if not any(names):
        return "不明な端末"
    return f"{names[0]}（{names[1]}）" if all(names) else names[0] or names[1]
