"""The cache may be away at any time: then nothing is remembered, and nobody waits or is refused for it."""

from __future__ import annotations

import functools
import logging
import time
from typing import Any, ClassVar

from django_redis.cache import RedisCache
from django_redis.exceptions import ConnectionInterrupted

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """django-redis with IGNORE_EXCEPTIONS, and two things that it leaves open.

    `add()` says "added" while Redis is away. A lock or a rate limit would otherwise read "somebody else was first",
    and nobody could sign in (allauth guards its limits with such a lock). What must not happen twice is therefore
    guarded by the database, never by `add()` alone.

    After a failure Redis is left alone for some seconds, so that a page with many cache calls waits for one time-out.
    """

    LEFT_ALONE_SECONDS = 5
    _away_until: ClassVar[float] = 0

    @property
    def client(self) -> Any:
        if time.monotonic() < ForgivingRedisCache._away_until:
            raise ConnectionInterrupted(connection=None)
        return _Watched(super().client)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        added = super().add(*args, **kwargs)
        return True if added is None else added


class _Watched:
    """The client, noticing when Redis does not answer."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if not callable(found):
            return found

        @functools.wraps(found)
        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return found(*args, **kwargs)
            except ConnectionInterrupted as error:
                ForgivingRedisCache._away_until = time.monotonic() + ForgivingRedisCache.LEFT_ALONE_SECONDS
                logger.warning("The cache does not answer; doing without it: %s", error.__cause__)
                raise

        return call
