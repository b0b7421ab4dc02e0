"""All kinds of question: every module of this folder is imported, so that a new kind is one new file."""

from importlib import import_module
from pkgutil import iter_modules

from core.questions.kinds.base import KINDS, Kind, kind_of, register

__all__ = ["KINDS", "Kind", "kind_of", "register"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
