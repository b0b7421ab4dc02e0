"""The portal's Celery app as the tests' workers run it: it sweeps every second, and knows work made for tests."""

import os
from importlib import import_module

from celery.signals import worker_init

from portal.celery import app

app.conf.beat_schedule["sweep"]["schedule"] = 1.0


@worker_init.connect
def _register_work(**_: object) -> None:
    for module in filter(None, os.environ.get("TEST_WORK", "").split(",")):
        import_module(module)
