"""The components as template tags. What stands between the tags of a pair is markup already.

Their look is in static/css/components/, their markup in templates/components/.
The page /demo/components/ shows every one of them. Tags that take text between them end with `end…`:

    {% banner "35団体に配信しました。" kind="success" %}<p>…</p>{% endbanner %}
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Form
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.people.icons import ICONS
from core.people.listing import conditions, page_links, query_with

register = template.Library()


# --- Small parts ------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, css_class: str = "mu-icon") -> SafeString:
    """{% icon "inbox" %} - decoration only; the words stand beside it. Names: core/people/icons.py."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        css_class,
        ICONS[name],
    )


@register.inclusion_tag("components/chip.html")
def chip(label: str, color: str = "", style: str = "") -> dict[str, str]:
    """{% chip "重要" "red" %} - color: blue green red orange yellow (else gray); style: outline fill text dashed."""
    return {"label": label, "color": color, "style": style}


@register.simple_tag
def count(number: int, what: str = "件の未読") -> SafeString | str:
    """{% count unread_count "件の未読" %} - a number that waits; nothing when there is none."""
    if not number:
        return ""
    shown = f"{number:,}" if number < 1000 else "999+"
    return format_html('<span class="mu-count">{}<span class="mu-hidden">{}</span></span>', shown, what)


@register.simple_block_tag
def banner(content: str, title: str, kind: str = "info", role: str = "", level: int | None = None) -> SafeString:
    """{% banner "…しました。" kind="success" role="status" %}<p>…</p>{% endbanner %}

    kind: success error warning info emergency. role: "status" or "alert" for what has just happened.
    level: makes the title a heading of that level.
    """
    return _render("components/banner.html", title=title, kind=kind, role=role, level=level, body=content)


@register.filter
def banner_kind(tag: str) -> str:
    """Django's message level as a kind of banner."""
    return tag if tag in ("success", "error", "warning") else "info"


@register.inclusion_tag("components/steps.html")
def steps(current: int, *labels: str, label: str = "手順") -> dict[str, Any]:
    """{% steps 2 "入力" "確認" "完了" %} - current counts from 1."""
    return {"current": current, "labels": labels, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, what: str, unit: str = "件") -> dict[str, Any]:
    """{% progress 31 52 "書き出しています" "団体" %} - long work, with counts."""
    return {"done": done, "total": total, "what": what, "unit": unit}


@register.inclusion_tag("components/meter.html")
def meter(segments: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    """{% meter segments %} - shares of a whole: (series, label, count), series: done sent work rest back."""
    rows = list(segments)
    total = sum(number for _, _, number in rows) or 1
    bars, start = [], 0.0
    for series, label, number in rows:
        width = 100 * number / total
        bars.append({"series": series, "label": label, "count": number, "x": f"{start:.2f}%", "width": f"{width:.2f}%"})
        start += width
    return {"bars": bars}


# --- Where am I -------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def breadcrumb(content: str) -> SafeString:
    """{% breadcrumb %}{% crumb "通知" "notice_list" %}{% crumb notice.number %}{% endbreadcrumb %} - starts at home."""
    return _render("components/breadcrumb.html", items=content)


@register.simple_tag
def crumb(label: str, view_name: str = "", *args: Any) -> SafeString:
    """One step of the breadcrumb; without a view's name it is the page itself."""
    if not view_name:
        return format_html('<li><span aria-current="page">{}</span></li>', label)
    return format_html('<li><a href="{}">{}</a></li>', reverse(view_name, args=args), label)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """{% tabs "この通知" %}{% tab "内容" "notice_detail" notice.pk %}{% tab … %}{% endtabs %}"""
    return format_html('<nav class="mu-tabs" aria-label="{}">{}</nav>', label, content)


@register.simple_tag(takes_context=True)
def tab(context: Context, label: str, view_name: str, *args: Any, number: int | None = None) -> SafeString:
    """One tab; current when it leads to this very page. number: shown behind the label."""
    address = reverse(view_name, args=args)
    request = context.get("request")
    current = mark_safe(' aria-current="page"') if request and request.path == address else ""
    shown = label if number is None else f"{label}（{number:,}）"
    return format_html('<a class="mu-tabs__link" href="{}"{}>{}</a>', address, current, shown)


# --- Lists ------------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def data_table(
    content: str,
    caption: str,
    show_caption: bool = True,
    stack: bool = False,
    dense: bool = False,
    sticky: bool = False,
) -> SafeString:
    """A table in its own scrolling region: {% data_table "通知の一覧" stack=True %}<thead>…</tbody>{% enddata_table %}

    stack: a list on a phone; its rows and cells then need their roles written out and `data-label` on the cells.
    """
    return _render(
        "components/data_table.html",
        content=content,
        caption=caption,
        show_caption=show_caption,
        stack=stack,
        dense=dense,
        sticky=sticky,
    )


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, name: str, default: str = "", num: bool = False) -> SafeString:
    """{% sort_header "発出日" "issued_on" default="-issued_on" %} - a <th> whose link sorts by ?sort=name or -name.

    default: the order in force when the address names none.
    """
    query = context["request"].GET
    order = query.get("sort") or default
    state = {name: "ascending", f"-{name}": "descending"}.get(order)
    following = f"-{name}" if state == "ascending" else name
    return format_html(
        '<th role="columnheader" scope="col"{}{}><a class="mu-table__sort" href="{}">{}</a></th>',
        format_html(' aria-sort="{}"', state) if state else "",
        mark_safe(" data-num") if num else "",
        query_with(query, sort=following),
        label,
    )


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page) -> dict[str, Any]:
    """{% pager page_obj %} - keeps the other query parameters; nothing when there is only one page."""
    query = context["request"].GET
    return {
        "links": page_links(page, query) if page.has_other_pages() else [],
        "previous_query": query_with(query, page=page.previous_page_number()) if page.has_previous() else "",
        "next_query": query_with(query, page=page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/page_range.html")
def page_range(page: Page, unit: str = "件") -> dict[str, Any]:
    """{% page_range page_obj %} - 1,284件のうち51〜100件目"""
    return {"page": page, "unit": unit}


@register.inclusion_tag("components/filter.html", takes_context=True)
def filter_form(context: Context, form: Form, label: str, main: str, wide: str = "", more: str = "") -> dict[str, Any]:
    """{% filter_form form "通知の絞り込み" main="q state category" wide="q" %} - the GET form above a list.

    main: the fields always in view; the others are in a disclosure, open when one of them is set.
    wide: the fields two columns wide. The order of the list is kept.
    more: what the disclosure says where naming its fields is not enough.
    """
    names, wide_names = main.split(), wide.split()
    fields = {
        name: _filter_field(form[name], wide=name in wide_names) for name in form.fields if not form[name].is_hidden
    }
    others = {name: field for name, field in fields.items() if name not in names}
    query = context["request"].GET
    return {
        "label": label,
        "hidden": form.hidden_fields(),
        "main": [fields[name] for name in names],
        "more": list(others.values()),
        "more_words": more or "・".join(str(field["label"]) for field in others.values()) + "で絞り込む",
        "more_open": any(query.get(form[name].html_name) or form[name].errors for name in others),
        "sort": query.get("sort", "") if "sort" not in form.fields else "",
    }


def _filter_field(bound: BoundField, *, wide: bool) -> dict[str, Any]:
    return {
        "label": bound.label,
        "id": bound.id_for_label,
        "is_checkbox": getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset,
        "use_fieldset": bound.use_fieldset,
        "control": bound.as_widget(attrs={"data-size": "s"}),
        "errors": bound.errors,
        "error_id": f"{bound.auto_id}_error",
        "wide": wide,
    }


@register.inclusion_tag("components/conditions.html", takes_context=True)
def filter_conditions(context: Context, form: Form) -> dict[str, Any]:
    """{% filter_conditions form %} - the conditions in force, each a link that takes it off."""
    query = context["request"].GET
    return {"conditions": conditions(form, query), "all_off": context["request"].path}


def _render(template_name: str, **context: Any) -> SafeString:
    return SafeString(get_template(template_name).render(context))
