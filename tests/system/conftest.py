"""The real `make run`, on a data folder and a port of its own."""

from tests.embedded.conftest import port

__all__ = ["port"]
