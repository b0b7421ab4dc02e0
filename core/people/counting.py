"""Counting only as far as a page needs, so that a list costs the same whatever stands behind it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

EXACT_UP_TO = 1000
PAGES_AHEAD = 5


class CappedPaginator(Paginator):
    """Counts exactly up to 1,000, and otherwise a few pages beyond the one that is asked for.

    `is_capped` says that there are more; page links then reach further with every page.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cap = EXACT_UP_TO

    def validate_number(self, number: Any) -> int:
        self.cap = max(self.cap, (self._number(number) + PAGES_AHEAD) * self.per_page)
        return super().validate_number(number)

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: self.cap + 1].count()

    @property
    def count(self) -> int:
        return min(self._counted, self.cap)

    @property
    def is_capped(self) -> bool:
        return self._counted > self.cap

    @staticmethod
    def _number(number: Any) -> int:
        try:
            return max(1, min(int(number), 1_000_000))
        except (TypeError, ValueError):
            return 1
