"""Forms look alike everywhere: `{{ form }}` and `{{ field.as_field_group }}` use templates/django/forms/."""

from django.forms.renderers import TemplatesSetting


class MusubiFormRenderer(TemplatesSetting):
    """Finds the project's templates first; Django's own serve what we do not override ("django.forms" is installed)."""
