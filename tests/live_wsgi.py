"""The portal as gunicorn serves it, and it knows what only tests can export."""

from portal.wsgi import application
from tests.exports import producers

__all__ = ["application", "producers"]
