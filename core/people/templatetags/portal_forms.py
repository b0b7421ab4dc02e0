"""What the templates of fields and widgets need (templates/django/forms/)."""

from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput, Field
from django.forms.widgets import ChoiceWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

# The server says what is wrong, in one summary and beside each field, with every typed value kept. The browser's own
# bubbles would come first and in another language, and maxlength would cut pasted text without a word.
LEFT_TO_THE_SERVER = {"required", "maxlength", "minlength"}


@register.simple_tag
def error_items(form: BaseForm | BaseFormSet) -> list[dict[str, Any]]:
    """What is wrong in a form or formset: where (an anchor, empty for the form as a whole), label, message."""
    if isinstance(form, BaseFormSet):
        whole: list[dict[str, Any]] = [
            {"anchor": "", "label": "", "message": message} for message in form.non_form_errors()
        ]
        return whole + [item for one in form.forms for item in error_items(one)]
    if not form.is_bound or not form.errors:
        return []
    items: list[dict[str, Any]] = [
        {"anchor": "", "label": "", "message": message} for message in form.non_field_errors()
    ]
    for field in form.hidden_fields():
        items += [{"anchor": "", "label": field.label, "message": message} for message in error_texts(field)]
    for field in form.visible_fields():
        anchor = first_control(field)
        items += [{"anchor": anchor, "label": field.label, "message": message} for message in error_texts(field)]
    return items


@register.filter
def error_texts(field: BoundField) -> list[str]:
    """The field's errors. Django's "this field is required" says what to do instead, unless the form has its own."""
    texts = []
    for error in field.errors.as_data():
        usual = error.code == "required" and error.messages == [str(Field.default_error_messages["required"])]
        texts += [_what_to_do(field)] if usual else error.messages
    return texts


def _what_to_do(field: BoundField) -> str:
    widget = field.field.widget
    if getattr(widget, "input_type", "") == "file":
        return _("ファイルを選んでください。")
    if isinstance(widget, ChoiceWidget):
        return _("選んでください。")
    if isinstance(widget, CheckboxInput):
        return _("チェックを付けてください。")
    return _("入力してください。")


@register.filter
def first_control(field: BoundField) -> str:
    """The id of the control that takes the focus when somebody follows the link of an error."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def control_attributes(attrs: dict[str, Any]) -> SafeString:
    """A widget's attributes, except its class (the template merges it) and what is left to the server."""
    parts = []
    for name, value in attrs.items():
        if value is True and name not in LEFT_TO_THE_SERVER:
            parts.append(format_html(" {}", name))
        elif value is not None and value is not False and name != "class" and name not in LEFT_TO_THE_SERVER:
            parts.append(format_html(' {}="{}"', name, value))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped above


@register.filter
def choice_direction(widget: dict[str, Any]) -> str:
    """Radios beside each other, checkboxes below each other, unless the widget's `data-dir` says otherwise."""
    options = [option for _, group, _ in widget["optgroups"] for option in group]
    usual = "column" if options and options[0].get("type") == "checkbox" else "row"
    return widget["attrs"].get("data-dir") or usual
