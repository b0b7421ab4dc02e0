"""For a control: the portal if it trusted Redis, with sessions in the cache, and a cache that does not forgive."""

from portal.settings import *  # noqa: F403
from portal.settings import CACHES

SESSION_ENGINE = "django.contrib.sessions.backends.cache"
CACHES = {"default": {**CACHES["default"], "BACKEND": "django_redis.cache.RedisCache", "OPTIONS": {}}}
