"""Runs a measuring module as a process of the portal: `python -m bench.inside bench.page …` (see Stage.inside)."""

from __future__ import annotations

import runpy
import sys

import django

if __name__ == "__main__":
    django.setup()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
