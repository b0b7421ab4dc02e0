"""Lines of the logs without what must not lie there: keys of links that need no account, rows of the database."""

from __future__ import annotations

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

from core.tracebacks import told

# Whoever reads one of these can open the page: what follows is the key. The same stands in deploy/Caddyfile.
LINKS = re.compile(r"(/(?:mine|refuse|done|resume|join|reset/key)/)[^/?\s]+")


class DiscreetFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return LINKS.sub(r"\1…", super().format(record))

    def formatException(self, ei: Any) -> str:
        return told(ei[1]).rstrip("\n") if ei[1] is not None else super().formatException(ei)


class ServerLogger(Logger):
    """For gunicorn, which writes what it serves and its own errors past Django's settings."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log, form in ((self.error_log, self.error_fmt), (self.access_log, self.access_fmt)):
            for handler in log.handlers:
                handler.setFormatter(DiscreetFormatter(form, self.datefmt))
