"""PostgreSQL and Valkey from Python packages, and the supervisor behind `make run`. Knows nothing of the product."""

from embedded.servers import Servers
from embedded.trouble import Trouble

__all__ = ["Servers", "Trouble"]
