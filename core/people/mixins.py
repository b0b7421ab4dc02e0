"""What every view starts from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import QuerySet
from django.views.generic.detail import SingleObjectMixin

from core.people.access import administers
from core.people.requests import SignedInRequest


class VisibleObjectMixin(SingleObjectMixin):
    """Not visible → 404 (existence is not disclosed); visible but not allowed → 403.

    A view states what it needs in `may`: the name of the model's yes/no method, which takes the user; the empty
    string where seeing is enough. A view that says nothing is refused when it is defined.
    """

    may: str | None = None
    request: SignedInRequest

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "as_view") and cls.may is None:
            raise ImproperlyConfigured(f"{cls.__name__} must say what it needs: may = 'may_be_…_by' or ''.")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().visible_to(self.request.user)

    def get_object(self, queryset: QuerySet | None = None):
        found = super().get_object(queryset)
        if self.may and not getattr(found, self.may)(self.request.user):
            raise PermissionDenied
        return found


class VisibleListMixin:
    """A list starts at what the person may see."""

    request: SignedInRequest

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().visible_to(self.request.user)


class AdministratorMixin:
    """Pages for prefecture administrators; to everyone else they do not exist beyond a 403."""

    def dispatch(self, request, *args, **kwargs):
        if not administers(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
